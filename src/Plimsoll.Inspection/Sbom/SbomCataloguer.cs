using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems;
using Plimsoll.Inspection.Sbom.Comparing;
using Plimsoll.Inspection.Sbom.Reading;

namespace Plimsoll.Inspection.Sbom;

/// <summary>
/// Bills of materials that lie in the image: what they name is declared, not found. That a document names a package does not show that it is there, so it is held against what is
/// (<see cref="Findings.SbomMismatchRule"/>).
/// </summary>
internal sealed class SbomCataloguer : ICataloguer
{
    public const string CataloguerName = "sbom";

    public string Name => CataloguerName;

    public IReadOnlyList<FileMatch> Matches { get; } =
    [
        FileMatch.Ending(".spdx.json"), FileMatch.Ending(".spdx3.json"), FileMatch.Ending(".spdx"), FileMatch.Ending(".cdx.json"), FileMatch.Ending(".cdx.xml"),
        FileMatch.Named("bom.json"), FileMatch.Named("bom.xml"), FileMatch.Named("sbom.json"), FileMatch.In("sbom"), FileMatch.In("sboms"),
    ];

    public void Read(FileContent file, FileReport report)
    {
        using var content = file.Open();
        if (SbomReader.Read(content, SbomLimits.Default) is not { } document) return;
        foreach (var problem in document.Problems) report.Problem(problem);
        foreach (var package in document.Packages.Where(SbomComparison.IsPackage))
        {
            if (!report.TryAdd(RecordOf(package))) return;
        }
    }

    private static PackageRecord RecordOf(NamedPackage package)
    {
        var purl = Purl.TryParse(package.Purl, out var parsed) ? parsed : Purl.Build("generic", null, package.Name, package.Version);
        return new PackageRecord
        {
            Type = purl.Type,
            Name = package.Name,
            Version = purl.Version ?? package.Version ?? "",
            Arch = purl.Qualifiers.GetValueOrDefault("arch"),
            Purl = purl.ToString(),
            Licence = package.Licence,
            Declared = true,
            Confidence = Confidence.Medium,
        };
    }
}
