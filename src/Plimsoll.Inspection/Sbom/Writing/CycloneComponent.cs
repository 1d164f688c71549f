using Plimsoll.Core;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Sbom.Writing;

/// <summary>A component in the words of CycloneDX 1.6, before it is JSON or XML.</summary>
internal sealed record CycloneComponent(string Type, string Reference, string Name)
{
    /// <summary>The version of the format.</summary>
    public const string Specification = "1.6";

    /// <summary>Reference of the image itself.</summary>
    public const string ImageReference = "image";

    public string? Group { get; init; }

    public string? Version { get; init; }

    public string? Description { get; init; }

    public PackageHash? Hash { get; init; }

    /// <summary>The licence: an expression that was concluded, or else the words of the package.</summary>
    public (string Text, bool IsExpression)? Licence { get; init; }

    public string? Purl { get; init; }

    public IReadOnlyList<(string Name, string Value)> Properties { get; init; } = [];

    /// <summary>Where in the image it was found, and how.</summary>
    public (string Location, string Layer, string Technique, double Confidence)? Evidence { get; init; }

    /// <summary>The image.</summary>
    public static CycloneComponent OfImage(SbomContent content) => new("container", ImageReference, content.Name)
    {
        Version = content.Version,
        Hash = content.Document.Image.Digest is { } digest ? new PackageHash(digest.Algorithm == DigestAlgorithm.Sha256 ? "SHA256" : "SHA512", digest.Hex) : null,
        Properties = [.. content.ImageProperties()],
    };

    /// <summary>All components of an image in the order of the document.</summary>
    public static IEnumerable<CycloneComponent> Of(SbomContent content)
    {
        if (content.Document.Os is { } os) yield return new("operating-system", "operating-system", os.Id) { Version = os.VersionId ?? os.VersionCodename, Description = os.PrettyName ?? os.Name };
        foreach (var package in content.Packages) yield return OfPackage(content, package);
        foreach (var executable in content.Executables)
        {
            yield return new("file", executable.Id, executable.Facts.Path)
            {
                Description = "a program that no package owns",
                Hash = HashOf(executable.Facts.Digest),
                Properties = [.. content.LayerProperties(executable.Facts.Layer)],
                Evidence = (executable.Facts.Path, LayerText(executable.Facts.Layer), "binary-analysis", 1),
            };
        }
        foreach (var (file, index) in (content.Files ?? []).Select((file, index) => (file, index)))
        {
            yield return new("file", $"file-{index}", file.Path)
            {
                Hash = HashOf(file.Digest),
                Properties = [.. content.LayerProperties(file.Layer).Take(1), .. file.Owner is { } owner ? new[] { ("plimsoll:ownedBy", owner) } : []],
            };
        }
    }

    private static CycloneComponent OfPackage(SbomContent content, SbomPackage package)
    {
        var facts = package.Facts;
        // The name of a package of a distribution is its own; the namespace of its purl only says whose package it is.
        var isGrouped = package.Purl is { Namespace: not null, Type: not ("deb" or "rpm" or "apk" or "alpm" or "qpkg") };
        return new CycloneComponent(facts.Main == true ? "application" : "library", package.Id, isGrouped ? package.Purl!.Name : facts.Name)
        {
            Group = isGrouped ? package.Purl!.Namespace : null,
            Version = facts.Version.Length == 0 ? null : facts.Version,
            Hash = facts.Integrity is { } integrity ? PackageHash.Of(integrity) : null,
            Licence = LicenceOf(facts),
            Purl = package.Purl?.ToString(),
            Properties = [.. content.PropertiesOf(facts)],
            Evidence = facts.Location is { } location ? (location, LayerText(facts.Layer), "manifest-analysis", ConfidenceOf(facts.Confidence)) : null,
        };
    }

    private static (string Text, bool IsExpression)? LicenceOf(PackageFacts facts) =>
        LicenceTerms.Read(facts.Licence) is { } licence ? (licence.ToString(), true) : string.IsNullOrWhiteSpace(facts.LicenceDeclared) ? null : (facts.LicenceDeclared, false);

    private static double ConfidenceOf(Confidence confidence) => confidence switch { Confidence.High => 1, Confidence.Medium => 0.7, _ => 0.3 };

    private static string LayerText(int layer) => $"layer {layer}";

    private static PackageHash? HashOf(Digest? digest) => digest is { } known ? new PackageHash("SHA256", known.Hex) : null;
}
