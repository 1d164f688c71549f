using System.Text.Json.Nodes;
using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata;
using Plimsoll.Vulnerabilities.Matching.Programs;

namespace Plimsoll.Server.Advisories;

/// <summary>Everything that is known under one identifier.</summary>
/// <param name="Id">The identifier that was asked for.</param>
/// <param name="Records">The records that have it as their own, as an alias, or as what they mend.</param>
/// <param name="Enrichments">Exploitation of the CVEs that are named.</param>
public sealed record AdvisoryDetails(string Id, IReadOnlyList<StoredAdvisory> Records, IReadOnlyList<Enrichment> Enrichments)
{
    /// <summary>Looks it up; null when nothing is known.</summary>
    public static async Task<AdvisoryDetails?> FindAsync(IAdvisoryStore store, string id, CancellationToken cancellationToken)
    {
        // The table of programs comes with this program and is in no feed; its records are evidence like others.
        var programs = KnownPrograms.All.Where(record => record.Id == id).Select(record => new StoredAdvisory(0, KnownPrograms.Source, Convert.ToHexStringLower(AdvisoryJson.Hash(record)), record));
        StoredAdvisory[] records = [.. await store.FindAsync(id, AdvisoryListing.MaxRecords, cancellationToken), .. programs];
        var cves = records.SelectMany(record => record.Advisory.Aliases.Prepend(record.Advisory.Id)).Append(id).Where(name => name.StartsWith("CVE-", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).Take(100).ToArray();
        var enrichments = await store.FindEnrichmentsAsync(cves, cancellationToken);
        return records.Length + enrichments.Count == 0 ? null : new AdvisoryDetails(id, records, enrichments);
    }

    /// <summary>As JSON: <c>{id, records: [{feed, hash, advisory}], enrichments: [{cve, kev, epss}]}</c>.</summary>
    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["records"] = new JsonArray([.. Records.Select(record => new JsonObject
        {
            ["feed"] = record.Feed,
            ["hash"] = record.Hash,
            ["advisory"] = JsonNode.Parse(AdvisoryJson.Write(record.Advisory)),
        })]),
        ["enrichments"] = new JsonArray([.. Enrichments.Select(Describe)]),
    };

    private static JsonNode Describe(Enrichment enrichment)
    {
        var json = new JsonObject { ["cve"] = enrichment.Cve };
        if (enrichment.Kev is { } kev) json["kev"] = new JsonObject { ["added"] = kev.Added.ToString("O"), ["due"] = kev.Due?.ToString("O"), ["ransomware"] = kev.Ransomware, ["product"] = kev.Product };
        if (enrichment.Epss is { } epss) json["epss"] = new JsonObject { ["probability"] = epss.Probability, ["percentile"] = epss.Percentile, ["date"] = epss.Date.ToString("O"), ["earlier"] = enrichment.EarlierEpss };
        return json;
    }
}
