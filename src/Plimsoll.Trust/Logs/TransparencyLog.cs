using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Trust.Logs;

/// <summary>A transparency log that is trusted, by its key.</summary>
internal sealed record TransparencyLog
{
    /// <summary>Its id, by which entries name it.</summary>
    public required ReadOnlyMemory<byte> Id { get; init; }

    /// <summary>Null for a kind of key that is not understood: nothing verifies with it.</summary>
    public required PublicKey? Key { get; init; }

    /// <summary>When the key was in use.</summary>
    public required TimeRange ValidFor { get; init; }

    /// <summary>Name of its host, which is the name of the key in checkpoints of Rekor v2.</summary>
    public string? Host { get; init; }
}
