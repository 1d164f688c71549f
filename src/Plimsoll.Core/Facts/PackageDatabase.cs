namespace Plimsoll.Core.Facts;

/// <summary>What one file of a package manager says, as it lies in one layer.</summary>
public sealed record PackageDatabase
{
    /// <summary>Index of the file in <see cref="LayerFacts.Files"/>.</summary>
    public required int File { get; init; }

    /// <summary>Purl type of the ecosystem that read it, such as <c>deb</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The packages in the order of the file, those that are not installed among them.</summary>
    public IReadOnlyList<PackageRecord> Packages { get; init; } = [];

    /// <summary>What in the file could not be read. It makes an image partial only where the file is in force.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}

/// <summary>One entry of a package database.</summary>
public sealed record PackageRecord
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Version as the package manager prints it; empty when the package is not installed and the entry has none.</summary>
    public required string Version { get; init; }

    /// <summary>Architecture.</summary>
    public string? Arch { get; init; }

    /// <summary>Name of the source package, where it differs.</summary>
    public string? Source { get; init; }

    /// <summary>Version of the source package, where it differs.</summary>
    public string? SourceVersion { get; init; }

    /// <summary>State in the words of the package manager, where it is not <c>installed</c>.</summary>
    public string? State { get; init; }
}

/// <summary>An os-release file of a layer.</summary>
/// <param name="File">Index of the file in <see cref="LayerFacts.Files"/>.</param>
/// <param name="Os">What it says.</param>
public sealed record OsRelease(int File, OsFacts Os);
