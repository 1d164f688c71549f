using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Licences;

namespace Plimsoll.Inspection.Images;

/// <summary>Packages as the inspection document lists them.</summary>
internal static class PackageListing
{
    /// <summary>The packages in order of type, name, architecture and version.</summary>
    public static IReadOnlyList<PackageFacts> Of(IEnumerable<InstalledPackage> packages, ImageView image) =>
    [
        .. packages.Select(package => FactsOf(package, image)).OrderBy(p => p.Type, StringComparer.Ordinal).ThenBy(p => p.Name, StringComparer.Ordinal)
            .ThenBy(p => p.Arch, StringComparer.Ordinal).ThenBy(p => p.Version, StringComparer.Ordinal).ThenBy(p => p.Location, StringComparer.Ordinal),
    ];

    private static PackageFacts FactsOf(InstalledPackage package, ImageView image)
    {
        var record = package.Record;
        var licence = PackageLicence.Of(package, image);
        return new PackageFacts
        {
            Type = record.Type,
            Name = record.Name,
            Version = record.Version,
            Arch = record.Arch,
            Purl = record.Purl ?? package.Cataloguer.PurlOf(record, image.Os),
            Layer = package.Layer,
            Source = record.Source,
            SourceVersion = record.SourceVersion,
            Location = "/" + package.Location + (record.Inner is null ? "" : "!/" + record.Inner),
            Licence = licence.Expression?.ToString(),
            LicenceClass = licence.Class,
            LicenceDeclared = licence.Declared,
            LicenceFrom = licence.Origin,
            LicenceParts = licence.Parts,
            LicenceFiles = licence.Files,
            OwnedBy = package.Owner?.Key,
            Main = record.Main,
            Confidence = package.RemovedIn is not null && package.IsOfSystem ? Confidence.Medium : record.Confidence ?? Confidence.High,
            IntroducedIn = package.IntroducedIn,
            RemovedIn = package.RemovedIn,
            Integrity = record.Integrity,
            Properties = record.Properties,
        };
    }
}
