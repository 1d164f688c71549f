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

    /// <summary>One of <see cref="Properties"/>; null without it.</summary>
    public string? Property(string name) => Properties?.GetValueOrDefault(name);

    /// <summary>Type of package URLs.</summary>
    public string Type => Namespace.IndexOf(':', StringComparison.Ordinal) is var end and >= 0 ? Namespace[..end] : Namespace;
}

/// <summary>Names of <see cref="Component.Properties"/> that decide something.</summary>
public static class ComponentProperties
{
    /// <summary>Who built an rpm.</summary>
    public const string Vendor = "vendor";

    /// <summary>The package of the distribution that owns the files of a package of a language, such as <c>deb:python3-yaml</c>: what the distribution says of that one counts.</summary>
    public const string OwnedBy = "ownedBy";

    /// <summary><c>true</c> for the application itself, whose version nobody published.</summary>
    public const string Main = "main";

    /// <summary>Commit that it was built from.</summary>
    public const string Revision = "revision";

    /// <summary>Channels of the release that the image takes from, such as <c>eus-9.4</c>, separated by commas.</summary>
    public const string Streams = "streams";

    /// <summary><see cref="Unknown"/> where a version has no epoch and may have lost it: it is from a bill of materials.</summary>
    public const string Epoch = "epoch";

    /// <summary>Nobody tells.</summary>
    public const string Unknown = "unknown";

    /// <summary><c>shared</c> for a shared framework of .NET.</summary>
    public const string Framework = "framework";
}
