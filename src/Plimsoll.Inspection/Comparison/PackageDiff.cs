namespace Plimsoll.Inspection.Comparison;

/// <summary>How the packages of two images differ.</summary>
public sealed record PackageDiff
{
    /// <summary>Packages of the second image that the first has not.</summary>
    public int Added { get; init; }

    /// <summary>Packages of the first image that the second has not.</summary>
    public int Removed { get; init; }

    /// <summary>Packages with a later version.</summary>
    public int Upgraded { get; init; }

    /// <summary>Packages with an earlier version.</summary>
    public int Downgraded { get; init; }

    /// <summary>Packages of another version of which nobody can say whether it is later, or of another architecture.</summary>
    public int Changed { get; init; }

    /// <summary>Packages that are the same in both.</summary>
    public int Same { get; init; }

    /// <summary>The packages that differ, by source package: in order of what happened, then of name.</summary>
    public IReadOnlyList<PackageGroup> Groups { get; init; } = [];

    /// <summary>How many differ.</summary>
    public int Count => Added + Removed + Upgraded + Downgraded + Changed;
}

/// <summary>Packages that were built from one source and went the same way.</summary>
public sealed record PackageGroup
{
    /// <summary>Type by the package URL specification.</summary>
    public required string Type { get; init; }

    /// <summary>Name of the source package; where there is none, of the package itself.</summary>
    public required string Source { get; init; }

    /// <summary>What happened to all of them.</summary>
    public required DiffKind Change { get; init; }

    /// <summary>The version before; null when they were not there, or had several.</summary>
    public string? From { get; init; }

    /// <summary>The version after; null when they are not there any more, or have several.</summary>
    public string? To { get; init; }

    /// <summary>The packages, in order of name.</summary>
    public required IReadOnlyList<ChangedPackage> Packages { get; init; }
}

/// <summary>One package that differs.</summary>
public sealed record ChangedPackage
{
    /// <summary>Type by the package URL specification.</summary>
    public required string Type { get; init; }

    /// <summary>Name as the package manager prints it.</summary>
    public required string Name { get; init; }

    /// <summary>Architecture.</summary>
    public string? Arch { get; init; }

    /// <summary>What happened to it.</summary>
    public required DiffKind Change { get; init; }

    /// <summary>The version before; null when it was not there.</summary>
    public string? From { get; init; }

    /// <summary>The version after; null when it is not there any more.</summary>
    public string? To { get; init; }

    /// <summary>The layer of the image that has it, of the second where both do.</summary>
    public required int Layer { get; init; }

    /// <summary>The file that it was read from, in the image that has it.</summary>
    public string? Location { get; init; }

    /// <summary>How the files that it owns differ; null when none do, or its files are not known.</summary>
    public FileCounts? Files { get; init; }
}

/// <summary>How many files differ.</summary>
/// <param name="Added">Files that came.</param>
/// <param name="Removed">Files that went.</param>
/// <param name="Changed">Files of another content, mode, owner or kind.</param>
public sealed record FileCounts(int Added, int Removed, int Changed)
{
    /// <summary>All of them.</summary>
    public int Count => Added + Removed + Changed;
}
