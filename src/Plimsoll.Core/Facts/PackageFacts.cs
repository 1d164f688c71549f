namespace Plimsoll.Core.Facts;

/// <summary>One package of the image.</summary>
public sealed record PackageFacts
{
    /// <summary>Type by the package URL specification, such as <c>deb</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Name as the package manager prints it.</summary>
    public required string Name { get; init; }

    /// <summary>Version as the package manager prints it; for dpkg with its epoch.</summary>
    public required string Version { get; init; }

    /// <summary>Architecture as the package manager prints it; null where packages have none.</summary>
    public string? Arch { get; init; }

    /// <summary>Package URL.</summary>
    public required string Purl { get; init; }

    /// <summary>Index of the layer that brought this version.</summary>
    public required int Layer { get; init; }

    /// <summary>Name of the source package, where it differs.</summary>
    public string? Source { get; init; }

    /// <summary>Version of the source package, where it differs.</summary>
    public string? SourceVersion { get; init; }

    /// <summary>The file that the package was read from, an absolute path in the image; <c>!/</c> stands before a path inside that file.</summary>
    public string? Location { get; init; }

    /// <summary>Licence, an SPDX expression; null when nothing in the image says what it is.</summary>
    public string? Licence { get; init; }

    /// <summary>What that licence asks for.</summary>
    public LicenceClass LicenceClass { get; init; } = LicenceClass.Unknown;

    /// <summary>Licence in the words of the package.</summary>
    public string? LicenceDeclared { get; init; }

    /// <summary>Where the licence was read, and how its words were understood.</summary>
    public LicenceOrigin? LicenceFrom { get; init; }

    /// <summary>Which files of the source have which licence, where the package tells them apart.</summary>
    public IReadOnlyList<LicencePart>? LicenceParts { get; init; }

    /// <summary>Files of the image with the text of the licence, or with notices that have to go with it.</summary>
    public IReadOnlyList<LicenceFile>? LicenceFiles { get; init; }

    /// <summary>The package of the operating system, or of conda, that owns the files of this one, <c>type:name</c>.</summary>
    public string? OwnedBy { get; init; }

    /// <summary>True for the application itself, as opposed to what it depends on; null where nothing tells them apart.</summary>
    public bool? Main { get; init; }

    /// <summary>How sure it is that the package is there, with this name and version.</summary>
    public Confidence Confidence { get; init; } = Confidence.High;

    /// <summary>Index of the layer since which the image has the package without a break, in whatever version.</summary>
    public int? IntroducedIn { get; init; }

    /// <summary>
    /// Index of the layer that removed it. Among the installed packages only where its files are still there though the package manager no longer
    /// knows of them.
    /// </summary>
    public int? RemovedIn { get; init; }

    /// <summary>Digest or checksum in the words of the ecosystem.</summary>
    public string? Integrity { get; init; }

    /// <summary>What else the ecosystem says, by names of its own.</summary>
    public IReadOnlyDictionary<string, string>? Properties { get; init; }
}
