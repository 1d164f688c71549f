using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Images;
using Plimsoll.Inspection.Layers.Merging;
using Plimsoll.Inspection.Sbom;
using Plimsoll.Inspection.Sbom.Comparing;
using Plimsoll.Inspection.Sbom.Reading;

namespace Plimsoll.Inspection.Findings;

/// <summary>
/// Bills of materials in the image that do not say what is in it. A document answers for the directory it lies in and the kinds of packages it names; one that lies in a Python
/// package tells what was compiled into that, which nobody can find as packages.
/// </summary>
internal sealed class SbomMismatchRule : IFindingRule
{
    private const int MaxNames = 5;

    /// <summary>Distributions that ship a document with each package have hundreds; each is held against all that is there.</summary>
    private const int MaxDocuments = 1000;

    public IEnumerable<Finding> Find(ImageView image)
    {
        InstalledPackages? installed = null;
        var compared = 0;
        foreach (var (layer, facts) in image.Layers)
        {
            foreach (var report in facts.Catalogued.Where(report => report.Cataloguer == SbomCataloguer.CataloguerName && report.Packages.Count > 0))
            {
                if (image.Root.VisibleAt(new ContentPlace(layer, report.File)) is not { } file) continue;
                var path = file.Path;
                if (path.Contains(".dist-info/", StringComparison.Ordinal)) continue;
                if (++compared > MaxDocuments)
                {
                    yield return Describe(path, layer, $"the image has more than {MaxDocuments} bills of materials: this and the following were not compared with what is there");
                    yield break;
                }
                installed ??= new InstalledPackages(PackageListing.Of(image.Packages, image));
                if (Compare(path, report, installed) is { IsSame: false } comparison) yield return Describe(path, layer, Reason(comparison));
            }
        }
    }

    private static SbomComparison Compare(string path, CataloguedFile report, InstalledPackages installed)
    {
        var directory = "/" + path[..(path.LastIndexOf('/') + 1)];
        var named = report.Packages.Select(package => new NamedPackage(package.Name, package.Version, package.Type == "generic" ? null : package.Purl)).ToList();
        return SbomComparison.Of(named, installed, package => package.Location?.StartsWith(directory, StringComparison.Ordinal) == true);
    }

    private static Finding Describe(string path, int layer, string reason) => new() { Kind = FindingKinds.SbomMismatch, Path = "/" + path, Layer = layer, Severity = Severity.Low, Reason = reason };

    private static string Reason(SbomComparison comparison)
    {
        var words = new[]
        {
            Count("names", comparison.Missing.Select(package => $"{package.Name} {package.Version}"), comparison.Missing.Count, "that is not there"),
            Count("gives another version of", comparison.Differing.Select(difference => $"{difference.Named.Name} {difference.Named.Version}, which is {string.Join(" and ", difference.Versions)}"), comparison.Differing.Count, ""),
            Count("leaves out", comparison.Unnamed.Select(package => $"{package.Name} {package.Version}"), comparison.Unnamed.Count, "that is there"),
        };
        return "the bill of materials " + string.Join("; it ", words.OfType<string>());
    }

    private static string? Count(string verb, IEnumerable<string> names, int count, string ending)
    {
        if (count == 0) return null;
        var list = string.Join(", ", names.Take(MaxNames)) + (count > MaxNames ? ", …" : "");
        return count == 1 ? $"{verb} {list}{(ending.Length == 0 ? "" : ", " + ending)}" : $"{verb} {count} packages{(ending.Length == 0 ? "" : " " + ending.Replace("is", "are", StringComparison.Ordinal))}: {list}";
    }
}
