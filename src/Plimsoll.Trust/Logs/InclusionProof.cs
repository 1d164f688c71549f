namespace Plimsoll.Trust.Logs;

/// <summary>That an entry is in a log, for one state of the log.</summary>
internal sealed record InclusionProof
{
    public required long Index { get; init; }

    public required long TreeSize { get; init; }

    public required ReadOnlyMemory<byte> Root { get; init; }

    public required IReadOnlyList<byte[]> Hashes { get; init; }

    /// <summary>The signed note.</summary>
    public required string Checkpoint { get; init; }
}
