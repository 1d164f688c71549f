namespace Plimsoll.Inspection.Comparison;

/// <summary>How two images are compared.</summary>
public sealed record DiffOptions
{
    /// <summary>Files that are listed; more are counted only. Default 2000.</summary>
    public int MaxFiles { get; init; } = 2000;

    /// <summary>Paths, without leading slash, of which nothing at or below them is compared.</summary>
    public IReadOnlySet<string> Ignored { get; init; } = new HashSet<string>();

    /// <summary>Whether user and group count. They do not in a root that somebody without privileges unpacked.</summary>
    public bool CompareOwners { get; init; } = true;
}
