using Plimsoll.Core;
using Plimsoll.Core.Advisories;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Sbom.Reading;

namespace Plimsoll.Cli.Vulns;

/// <summary>A bill of materials in the place of an image: what it names is taken to be there.</summary>
internal static class BillOfMaterials
{
    /// <summary>What references of files begin with.</summary>
    public const string Prefix = "sbom:";

    /// <summary>Reads the file.</summary>
    /// <exception cref="FormatException">It is no bill of materials.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static InspectionDocument Read(string path)
    {
        using var content = File.OpenRead(path);
        var document = SbomReader.Read(content, SbomLimits.Default) ?? throw new FormatException($"'{path}' is no SPDX or CycloneDX document");
        var named = document.Packages.Select(package => Purl.TryParse(package.Purl, out var purl) ? purl : null).OfType<Purl>().ToList();
        return new InspectionDocument
        {
            Image = new ImageFacts(),
            Os = named.Where(purl => purl.Type is "deb" or "rpm" or "apk").Select(purl => purl.Qualifiers.GetValueOrDefault("distro")).OfType<string>().CountBy(distribution => distribution).OrderByDescending(count => count.Value)
                .ThenBy(count => count.Key, StringComparer.Ordinal).Select(count => SystemOf(count.Key)).FirstOrDefault(),
            Completeness = document.Problems.Count == 0 ? Completeness.Complete : Completeness.Partial,
            Packages = [.. named.Where(purl => purl.Version is not null).Select(PackageOf)],
            Notes = [.. document.Problems.Select(problem => new Note { Path = path, Reason = problem })],
        };
    }

    /// <summary><c>debian-12</c>, as scanners write it.</summary>
    private static OsFacts SystemOf(string distribution) => distribution.LastIndexOf('-') is var dash and > 0
        ? new OsFacts { Id = distribution[..dash], VersionId = distribution[(dash + 1)..] } : new OsFacts { Id = distribution };

    private static PackageFacts PackageOf(Purl purl)
    {
        var separator = purl.Type == "maven" ? ":" : "/";
        var isOfSystem = purl.Type is "deb" or "rpm" or "apk";
        var epoch = purl.Qualifiers.GetValueOrDefault("epoch");
        // Written by syft: the source package of a deb or apk, with its version where that differs, or the name of the source rpm.
        var upstream = purl.Qualifiers.GetValueOrDefault("upstream")?.Split('@', 2);
        var source = upstream is [{ Length: > 0 } name, ..] ? name.EndsWith(".src.rpm", StringComparison.Ordinal) && name.Split('-') is { Length: > 2 } parts ? string.Join('-', parts[..^2]) : name : null;
        return new PackageFacts
        {
            Type = purl.Type,
            Name = purl.Namespace is { } space && !isOfSystem ? space + separator + purl.Name : purl.Name,
            Version = epoch is null ? purl.Version! : $"{epoch}:{purl.Version}",
            Arch = purl.Qualifiers.GetValueOrDefault("arch"),
            Purl = purl.ToString(),
            Source = source,
            SourceVersion = upstream is [_, var version] ? version : null,
            Layer = 0,
            Confidence = Confidence.Medium,
            Properties = isOfSystem && epoch is null ? new Dictionary<string, string>(StringComparer.Ordinal) { [ComponentProperties.Epoch] = ComponentProperties.Unknown } : null,
        };
    }
}
