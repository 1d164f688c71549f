using System.Text.Json;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds.Enrichment;

/// <summary>CISA's catalogue of known exploited vulnerabilities (https://www.cisa.gov/known-exploited-vulnerabilities-catalog), or a single entry of it.</summary>
internal sealed class KevFormat : IFeedFormat
{
    private const string Source = "KEV";

    /// <inheritdoc/>
    public string Name => "KEV";

    /// <inheritdoc/>
    public bool Recognises(FeedFile file) => file.Keys.Have("catalogVersion", "vulnerabilities") || file.Keys.Have("cveID", "dateAdded");

    /// <inheritdoc/>
    public IEnumerable<FeedItem> Read(FeedFile file, FeedLimits limits, CancellationToken cancellation)
    {
        using var document = JsonText.Parse(file.ReadRecord(limits));
        var root = document.RootElement;
        if (root.Get("vulnerabilities").ValueKind != JsonValueKind.Array) yield return Entry(file.Path, root);
        foreach (var entry in root.Items("vulnerabilities")) yield return Entry(file.Path, entry);
    }

    private static FeedItem Entry(string path, JsonElement entry)
    {
        var cve = entry.Text("cveID");
        if (cve is null || !FeedText.IsCve(cve) || cve.Length > 40) return new FeedProblem(path, Source, FeedText.Cut(cve, 60), "The entry has no CVE identifier.");
        if (!DateOnly.TryParse(entry.Text("dateAdded"), out var added)) return new FeedProblem(path, Source, cve, "The entry has no day on which it was added.");
        return new KevItem(path, new KevEntry
        {
            Cve = cve,
            Added = added,
            Due = DateOnly.TryParse(entry.Text("dueDate"), out var due) ? due : null,
            Ransomware = entry.Text("knownRansomwareCampaignUse") == "Known",
            Product = FeedText.Cut(string.Join(' ', new[] { entry.Text("vendorProject"), entry.Text("product") }.OfType<string>()), 200),
        });
    }
}
