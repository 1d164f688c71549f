namespace Plimsoll.Core.Advisories;

/// <summary>A package as statements of advisories are held against it, whatever images have it.</summary>
public sealed record Component
{
    /// <summary>Where its name counts: the text of a <see cref="PackageNamespace"/>, such as <c>npm</c> or <c>deb:debian:12</c>.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name as the package manager prints it.</summary>
    public required string Name { get; init; }

    /// <summary>Version as the package manager prints it.</summary>
    public required string Version { get; init; }

    /// <summary>Name of the source package or origin, where it differs.</summary>
    public string? Source { get; init; }

    /// <summary>Version of the source package, where it differs.</summary>
    public string? SourceVersion { get; init; }

    /// <summary>Architecture in the words of the package manager.</summary>
    public string? Arch { get; init; }

    /// <summary>Label <c>name:stream</c> of the rpm module it belongs to.</summary>
    public string? Module { get; init; }

    /// <summary>What else decides whether a statement is meant for it, such as the repository it is from; in ordinal order of the names.</summary>
    public IReadOnlyDictionary<string, string>? Properties { get; init; }

    /// <summary>Type of package URLs.</summary>
    public string Type => Namespace.IndexOf(':', StringComparison.Ordinal) is var end and >= 0 ? Namespace[..end] : Namespace;
}
