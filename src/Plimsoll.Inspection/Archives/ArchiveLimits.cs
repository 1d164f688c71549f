namespace Plimsoll.Inspection.Archives;

/// <summary>What looking into one archive may cost, all archives inside it included. Beyond a limit the rest is not read, and that is said.</summary>
internal sealed record ArchiveLimits
{
    public static ArchiveLimits Default { get; } = new();

    /// <summary>Archives in archives. Default 5.</summary>
    public int MaxDepth { get; init; } = 5;

    /// <summary>Entries. Default 100,000.</summary>
    public int MaxEntries { get; init; } = 100_000;

    /// <summary>Bytes of one entry that is unpacked. Default 256 MiB.</summary>
    public long MaxEntryBytes { get; init; } = 256L << 20;

    /// <summary>Bytes of all entries that are unpacked. Default 2 GiB.</summary>
    public long MaxBytes { get; init; } = 2L << 30;
}
