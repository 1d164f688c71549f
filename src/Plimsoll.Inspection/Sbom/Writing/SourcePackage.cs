using Plimsoll.Core;

namespace Plimsoll.Inspection.Sbom.Writing;

/// <summary>The package of sources that packages of a distribution were built from.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Purl">Its package URL; null where the type has none for sources.</param>
/// <param name="Id">Its identifier in the document.</param>
/// <param name="Binaries">What was built from it and is in the image.</param>
internal sealed record SourcePackage(string Name, string Version, Purl? Purl, string Id, IReadOnlyList<SbomPackage> Binaries)
{
    /// <summary>The sources of packages, in order of type, name and version.</summary>
    public static IReadOnlyList<SourcePackage> Of(IEnumerable<SbomPackage> packages, SbomNames names) =>
    [
        .. packages.Where(package => package.Facts is { Type: "deb" } or { Source: not null } or { SourceVersion: not null })
            .GroupBy(package => (package.Facts.Type, package.Purl?.Namespace, Name: package.Facts.Source ?? package.Facts.Name, Version: package.Facts.SourceVersion ?? package.Facts.Version))
            .OrderBy(group => group.Key.Type, StringComparer.Ordinal).ThenBy(group => group.Key.Name, StringComparer.Ordinal).ThenBy(group => group.Key.Version, StringComparer.Ordinal)
            .ThenBy(group => group.Key.Namespace, StringComparer.Ordinal)
            .Select(group =>
            {
                var purl = PurlOf(group.First().Purl, group.Key.Name, group.Key.Version);
                return new SourcePackage(group.Key.Name, group.Key.Version, purl, names.Next(group.Key.Type + "-source", group.Key.Name, $"{group.Key}", null), [.. group]);
            }),
    ];

    private static Purl? PurlOf(Purl? binary, string name, string version)
    {
        var arch = binary?.Type switch { "deb" => "source", "rpm" => "src", _ => null };
        if (arch is null || name.EndsWith(".rpm", StringComparison.Ordinal)) return null;
        return Purl.Build(binary!.Type, binary.Namespace, name, version, [new("arch", arch), new("distro", binary.Qualifiers.GetValueOrDefault("distro"))]);
    }
}
