using System.Security.Cryptography;
using System.Text.Json;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds.Csaf;

/// <summary>
/// A document of a distributor. VEX documents are about one CVE and become its record; errata mend several and become one record, or one for each set of CVEs that reaches other packages.
/// </summary>
internal sealed class CsafDocument(JsonElement root, CsafVendor vendor, FeedLimits limits)
{
    private readonly JsonElement _document = root.Get("document");

    /// <summary>The records.</summary>
    /// <exception cref="FeedFormatException">The document cannot be used.</exception>
    public IReadOnlyList<Advisory> Advisories()
    {
        var tracking = _document.Get("tracking");
        var id = FeedText.Name(tracking.Text("id"), "identifier", limits);
        var tree = new CsafProductTree(root.Get("product_tree"));
        var groups = new List<(List<AffectedPackage> Affected, List<JsonElement> Vulnerabilities)>();
        var byContent = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var vulnerability in root.Items("vulnerabilities"))
        {
            var affected = new CsafStatements(vulnerability, tree, vendor, limits).Read();
            var content = string.Join('\n', affected.Select(package => Convert.ToHexString(SHA256.HashData(AdvisoryJson.Write(package)))));
            if (byContent.TryGetValue(content, out var known))
            {
                groups[known].Vulnerabilities.Add(vulnerability);
                continue;
            }
            byContent.Add(content, groups.Count);
            groups.Add((affected, [vulnerability]));
        }
        if (groups.Count == 0) groups.Add(([], []));
        return [.. groups.Select(group => Record(id, groups.Count == 1 ? null : Cves(group.Vulnerabilities).FirstOrDefault(), tracking, group.Affected, group.Vulnerabilities))];
    }

    private static IEnumerable<string> Cves(List<JsonElement> vulnerabilities) => vulnerabilities.Select(item => item.Text("cve")).OfType<string>();

    private Advisory Record(string id, string? part, JsonElement tracking, List<AffectedPackage> affected, List<JsonElement> vulnerabilities)
    {
        var isWithdrawn = _document.Text("category") is "csaf_withdrawn" or "csaf_superseded" || tracking.Text("status") == "withdrawn";
        return new Advisory
        {
            Source = vendor.Source,
            Id = id,
            Part = part,
            Upstream = FeedText.Names(Cves(vulnerabilities), id, limits),
            Published = tracking.Time("initial_release_date"),
            Modified = tracking.Time("current_release_date"),
            Withdrawn = isWithdrawn ? tracking.Time("current_release_date") : null,
            Summary = FeedText.Cut(_document.Text("title"), 500),
            Details = FeedText.Cut(Note(vulnerabilities.Count == 1 ? vulnerabilities[0] : _document)),
            Severities = [.. Severities(vulnerabilities).Distinct()],
            Weaknesses = [.. vulnerabilities.Select(item => item.Get("cwe").Text("id")).OfType<string>().Distinct(StringComparer.Ordinal)],
            References = [.. _document.Items("references").Where(item => item.Text("url") is not null).Select(item => new AdvisoryReference(item.Text("category"), FeedText.Cut(item.Text("url"), 2000)!)).Take(100)],
            Affected = affected,
        };
    }

    private static string? Note(JsonElement element) =>
        element.Items("notes").FirstOrDefault(note => note.Text("category") is "description" or "details" or "general").Text("text") ?? element.Items("notes").FirstOrDefault().Text("text");

    private IEnumerable<AdvisorySeverity> Severities(List<JsonElement> vulnerabilities)
    {
        if (_document.Get("aggregate_severity").Text("text") is { Length: <= 40 } word) yield return new AdvisorySeverity { Origin = vendor.Source, Word = word };
        foreach (var score in vulnerabilities.SelectMany(item => item.Items("scores")))
        {
            foreach (var (name, scale) in ((string, SeverityScale)[])[("cvss_v4", SeverityScale.CvssV4), ("cvss_v3", SeverityScale.CvssV3), ("cvss_v2", SeverityScale.CvssV2)])
            {
                if (score.Get(name) is { ValueKind: JsonValueKind.Object } cvss)
                    yield return new AdvisorySeverity { Origin = vendor.Source, Scale = scale, Vector = FeedText.Cut(cvss.Text("vectorString"), 300), Score = cvss.Number("baseScore") };
            }
        }
    }
}
