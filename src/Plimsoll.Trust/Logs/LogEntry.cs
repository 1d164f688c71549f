namespace Plimsoll.Trust.Logs;

/// <summary>An entry of a transparency log as it travels beside a signature.</summary>
internal sealed record LogEntry
{
    /// <summary>Place in the whole log, which may have several trees.</summary>
    public required long Index { get; init; }

    public required ReadOnlyMemory<byte> LogId { get; init; }

    /// <summary>Kind and version as said outside of the body; null where they are not said.</summary>
    public string? Kind { get; init; }

    public string? Version { get; init; }

    /// <summary>Seconds since 1970, or 0; true only if <see cref="Promise"/> holds.</summary>
    public long IntegratedTime { get; init; }

    /// <summary>The log's signature that it took the entry (signed entry timestamp).</summary>
    public byte[]? Promise { get; init; }

    public InclusionProof? Proof { get; init; }

    /// <summary>The bytes that the log hashed.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
}
