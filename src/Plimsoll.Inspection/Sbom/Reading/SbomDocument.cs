namespace Plimsoll.Inspection.Sbom.Reading;

/// <summary>What a bill of materials of somebody else says.</summary>
public sealed record SbomDocument
{
    /// <summary><c>SPDX</c> or <c>CycloneDX</c>; null where the document does not say what it is.</summary>
    public string? Format { get; init; }

    /// <summary>Version of the format, such as <c>2.3</c>.</summary>
    public string? Version { get; init; }

    /// <summary>Name of the document, or of what it is about.</summary>
    public string? Name { get; init; }

    /// <summary>Programs that made it.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>The packages that it names, in its order.</summary>
    public IReadOnlyList<NamedPackage> Packages { get; init; } = [];

    /// <summary>What could not be read of it; then more packages may be named than are listed.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}

/// <summary>A package that a bill of materials names.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version; null where none is said.</param>
/// <param name="Purl">Its package URL as written; null where none is said.</param>
/// <param name="Kind">What kind of thing the document calls it, in lower case: <c>library</c>, <c>container</c>, <c>file</c>, …; null where it does not say.</param>
/// <param name="Licence">Its licence in the words of the document.</param>
public sealed record NamedPackage(string Name, string? Version, string? Purl, string? Kind = null, string? Licence = null);

/// <summary>What reading a document may cost.</summary>
public sealed record SbomLimits
{
    /// <summary>The defaults.</summary>
    public static SbomLimits Default { get; } = new();

    /// <summary>Bytes of a document. Default 64 MiB.</summary>
    public int MaxBytes { get; init; } = 64 << 20;

    /// <summary>Packages of a document. Default 100,000.</summary>
    public int MaxPackages { get; init; } = 100_000;

    /// <summary>Characters of a name, a version or a package URL. Default 4096.</summary>
    public int MaxText { get; init; } = 4096;
}
