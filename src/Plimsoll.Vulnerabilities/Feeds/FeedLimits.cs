namespace Plimsoll.Vulnerabilities.Feeds;

/// <summary>How much of a feed is read. What exceeds a limit is refused by name; everything else is used.</summary>
public sealed record FeedLimits
{
    /// <summary>Bytes of one file after unpacking.</summary>
    public long MaxFileBytes { get; init; } = 2L << 30;

    /// <summary>Bytes of one record. The largest that are known have 20 MB (Red Hat's VEX of kernels).</summary>
    public int MaxRecordBytes { get; init; } = 64 << 20;

    /// <summary>How many times larger than its archive what is unpacked may be, once it is larger than <see cref="FreeBytes"/>. JSON shrinks to a tenth, repetitive lists to a fiftieth.</summary>
    public int MaxRatio { get; init; } = 300;

    /// <summary>Bytes that may be unpacked before <see cref="MaxRatio"/> is looked at.</summary>
    public long FreeBytes { get; init; } = 32 << 20;

    /// <summary>Files of one archive.</summary>
    public int MaxFiles { get; init; } = 2_000_000;

    /// <summary>Characters of a version; the longest of the public feeds has 150.</summary>
    public int MaxVersionLength { get; init; } = 256;

    /// <summary>Characters of an identifier or the name of a package.</summary>
    public int MaxNameLength { get; init; } = 512;

    /// <summary>Statements about packages in a record.</summary>
    public int MaxAffected { get; init; } = 100_000;

    /// <summary>Events of a range, or versions named one by one, in a statement.</summary>
    public int MaxVersions { get; init; } = 100_000;

    /// <summary>Names of the same vulnerability in a record.</summary>
    public int MaxAliases { get; init; } = 2_000;
}
