namespace Plimsoll.Core.Facts;

/// <summary>One package as a file of a layer describes it.</summary>
public sealed record PackageRecord
{
    /// <summary>Type by the package URL specification, such as <c>deb</c> or <c>npm</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Name as the package manager prints it, such as <c>@types/node</c> or <c>org.slf4j:slf4j-api</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Version as the package manager prints it; empty when the package is not installed and the entry has none.</summary>
    public required string Version { get; init; }

    /// <summary>Package URL; null where only the image tells it, because the distribution is part of it.</summary>
    public string? Purl { get; init; }

    /// <summary>Architecture.</summary>
    public string? Arch { get; init; }

    /// <summary>Name of the source package, where it differs.</summary>
    public string? Source { get; init; }

    /// <summary>Version of the source package, where it differs.</summary>
    public string? SourceVersion { get; init; }

    /// <summary>State in the words of the package manager, where it is not <c>installed</c>.</summary>
    public string? State { get; init; }

    /// <summary>Licence in the words of the package, not yet normalised.</summary>
    public string? Licence { get; init; }

    /// <summary>Digest or checksum of the package in the words of its ecosystem, such as <c>sha512-…</c> or <c>h1:…</c>.</summary>
    public string? Integrity { get; init; }

    /// <summary>Path inside the file that was read, such as <c>BOOT-INF/lib/x.jar</c>; null for the file itself.</summary>
    public string? Inner { get; init; }

    /// <summary>True for the application itself, as opposed to what it depends on.</summary>
    public bool? Main { get; init; }

    /// <summary>True when the package is only named, as in a lock file, which does not show that it is there.</summary>
    public bool? Declared { get; init; }

    /// <summary>How sure the reading is; null means <see cref="Facts.Confidence.High"/>.</summary>
    public Confidence? Confidence { get; init; }

    /// <summary>What else the ecosystem knows and others may need, by names of its own: origin, commit, download URL, scope.</summary>
    public IReadOnlyDictionary<string, string>? Properties { get; init; }
}
