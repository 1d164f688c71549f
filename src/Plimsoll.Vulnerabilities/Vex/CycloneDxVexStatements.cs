using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Core.Advisories;
using Plimsoll.Vulnerabilities.Feeds;

namespace Plimsoll.Vulnerabilities.Vex;

/// <summary>Statements of CycloneDX: the analyses of vulnerabilities, for the components that they are said to affect.</summary>
internal static class CycloneDxVexStatements
{
    public static IEnumerable<VexStatement> Read(JsonElement root, VexDocument document)
    {
        var products = new Dictionary<string, Purl>(StringComparer.Ordinal);
        Add(root.Get("metadata").Get("component"), products);
        AddComponents(root, products);
        foreach (var vulnerability in root.Items("vulnerabilities"))
        {
            var analysis = vulnerability.Get("analysis");
            var affects = vulnerability.Items("affects").Select(affected => PurlOf(affected.Text("ref"), products)).OfType<Purl>().Select(purl => new VexProduct(purl, [])).ToList();
            if (vulnerability.Text("id") is not { } id || affects.Count == 0 || StatusOf(analysis.Text("state")) is not { } status) continue;
            yield return new VexStatement
            {
                Vulnerabilities = [id, .. vulnerability.Items("references").Select(reference => reference.Text("id")).OfType<string>()],
                Status = status,
                Products = affects,
                Justification = analysis.Text("justification"),
                Note = analysis.Text("detail"),
                Timestamp = analysis.Time("lastUpdated") ?? vulnerability.Time("updated") ?? document.Timestamp,
                Author = document.Author,
                Document = document.Digest,
            };
        }
    }

    private static void AddComponents(JsonElement element, Dictionary<string, Purl> products)
    {
        foreach (var component in element.Items("components"))
        {
            Add(component, products);
            AddComponents(component, products);
        }
    }

    private static void Add(JsonElement component, Dictionary<string, Purl> products)
    {
        if (component.Text("bom-ref") is { } reference && VexReader.PurlOf(component.Text("purl")) is { } purl) products.TryAdd(reference, purl);
    }

    /// <summary>A reference is that of a component, a package URL, or a link into another document (BOM-Link) that ends with either.</summary>
    private static Purl? PurlOf(string? reference, Dictionary<string, Purl> products)
    {
        if (reference is null) return null;
        if (products.TryGetValue(reference, out var purl)) return purl;
        if (reference.StartsWith("urn:cdx:", StringComparison.Ordinal)) reference = Uri.UnescapeDataString(reference[(reference.IndexOf('#', StringComparison.Ordinal) + 1)..]);
        return products.TryGetValue(reference, out purl) ? purl : VexReader.PurlOf(reference);
    }

    private static VexStatus? StatusOf(string? state) => state switch
    {
        "not_affected" or "false_positive" => VexStatus.NotAffected,
        "exploitable" => VexStatus.Affected,
        "resolved" or "resolved_with_pedigree" => VexStatus.Fixed,
        "in_triage" => VexStatus.UnderInvestigation,
        _ => null,
    };
}
