namespace Plimsoll.Core.Facts;

/// <summary>One package that is installed in the image.</summary>
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

    /// <summary>The file that the package was read from, an absolute path in the image.</summary>
    public string? Location { get; init; }
}
