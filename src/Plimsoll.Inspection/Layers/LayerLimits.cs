namespace Plimsoll.Inspection.Layers;

/// <summary>What opening one layer may cost. Beyond a limit the facts so far are kept, the layer is partial, and a finding or note says which limit it was.</summary>
public sealed record LayerLimits
{
    /// <summary>The defaults.</summary>
    public static LayerLimits Default { get; } = new();

    /// <summary>Bytes unpacked. Default 32 GiB.</summary>
    public long MaxUncompressedBytes { get; init; } = 32L << 30;

    /// <summary>Bytes unpacked for each byte stored, once <see cref="RatioGrace"/> is passed. Default 1000.</summary>
    public int MaxRatio { get; init; } = 1000;

    /// <summary>Bytes unpacked before the ratio counts: a small layer of zeros is harmless. Default 64 MiB.</summary>
    public long RatioGrace { get; init; } = 64L << 20;

    /// <summary>Entries. Default 1,000,000.</summary>
    public int MaxEntries { get; init; } = 1_000_000;

    /// <summary>Bytes of a name or a link target. Default 4096, Linux' PATH_MAX.</summary>
    public int MaxNameLength { get; init; } = 4096;

    /// <summary>Bytes of one pax header or GNU long name. Default 1 MiB, at which Go's reader, and so most runtimes, stop.</summary>
    public int MaxHeaderBytes { get; init; } = 1 << 20;

    /// <summary>Longest path that a package may own, in characters.</summary>
    internal const int LongestOwnedPath = 4096;

    /// <summary>Bytes of a file that is kept for a cataloguer, whatever more the cataloguer would take. Default 512 MiB; large ones go to a temporary file.</summary>
    public long MaxContentBytes { get; init; } = 512L << 20;

    /// <summary>Characters that are kept of the layer: names, links, packages. Default 64 Mi, 128 MiB of memory.</summary>
    public long MaxKeptCharacters { get; init; } = 64L << 20;
}
