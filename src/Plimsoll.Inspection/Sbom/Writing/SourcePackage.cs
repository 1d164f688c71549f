namespace Plimsoll.Inspection.Sbom.Writing;

/// <summary>
/// The package of sources that packages of a distribution were built from. It has no package URL: whoever goes by those would take it for installed, beside what was built from it.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Id">Its identifier in the document.</param>
/// <param name="Binaries">What was built from it and is in the image.</param>
internal sealed record SourcePackage(string Name, string Version, string Id, IReadOnlyList<SbomPackage> Binaries)
{
    /// <summary>The sources of packages, in order of type, name and version.</summary>
    public static IReadOnlyList<SourcePackage> Of(IEnumerable<SbomPackage> packages, SbomNames names) =>
    [
        .. packages.Where(package => package.Facts is { Type: "deb" } or { Source: not null } or { SourceVersion: not null })
            .GroupBy(package => (package.Facts.Type, package.Purl?.Namespace, Name: package.Facts.Source ?? package.Facts.Name, Version: package.Facts.SourceVersion ?? package.Facts.Version))
            .OrderBy(group => group.Key.Type, StringComparer.Ordinal).ThenBy(group => group.Key.Name, StringComparer.Ordinal).ThenBy(group => group.Key.Version, StringComparer.Ordinal)
            .ThenBy(group => group.Key.Namespace, StringComparer.Ordinal)
            .Select(group => new SourcePackage(group.Key.Name, group.Key.Version, names.Next(group.Key.Type + "-source", group.Key.Name, $"{group.Key}", null), [.. group])),
    ];
}
