using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Trust.Signing;

/// <summary>What goes into a bundle beside the signature.</summary>
/// <param name="Key">The key that signed.</param>
/// <param name="Certificates">Its certificate (DER); empty for a key that is known by itself.</param>
internal sealed record SigningMaterial(PublicKey Key, IReadOnlyList<byte[]> Certificates)
{
    /// <summary>Entries of transparency logs as the logs answered: JSON objects (TransparencyLogEntry).</summary>
    public IReadOnlyList<byte[]> Entries { get; init; } = [];

    /// <summary>Answers of time stamp authorities (RFC 3161).</summary>
    public IReadOnlyList<byte[]> Timestamps { get; init; } = [];
}
