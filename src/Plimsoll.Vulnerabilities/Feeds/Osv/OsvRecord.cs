using System.Text.Json;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds.Osv;

/// <summary>Turns one record of OSV into ours.</summary>
internal static class OsvRecord
{
    private static readonly string[] Words = ["Critical", "Important", "Moderate", "Low"];

    /// <summary>Reads a record.</summary>
    /// <exception cref="FeedFormatException">It cannot be used.</exception>
    public static Advisory Read(JsonElement record, string source, FeedLimits limits)
    {
        if (record.ValueKind != JsonValueKind.Object) throw new FeedFormatException("A record is an object.");
        var id = FeedText.Name(record.Text("id"), "identifier", limits);
        var own = record.Get("database_specific");
        var affected = new List<AffectedPackage>();
        foreach (var entry in record.Items("affected"))
        {
            if (OsvAffected.Read(entry, source, limits) is { } package) affected.Add(package);
            if (affected.Count > limits.MaxAffected) throw new FeedFormatException($"The record names more than {limits.MaxAffected} packages.");
        }
        var related = record.Texts("related");
        // Errata of distributions name what they mend under "related" (AlmaLinux, Rocky), because one of them mends many.
        var isErratum = affected.Count > 0 && affected[0].Namespace.Contains(':', StringComparison.Ordinal);
        return new Advisory
        {
            Source = source,
            Id = id,
            Aliases = FeedText.Names(record.Texts("aliases"), id, limits),
            Upstream = FeedText.Names(record.Texts("upstream").Concat(isErratum ? related.Where(FeedText.IsCve) : []), id, limits),
            Related = FeedText.Names(isErratum ? related.Where(name => !FeedText.IsCve(name)) : related, id, limits),
            Published = record.Time("published"),
            Modified = record.Time("modified"),
            Withdrawn = record.Time("withdrawn"),
            Summary = FeedText.Cut(record.Text("summary"), 500),
            Details = FeedText.Cut(record.Text("details")),
            Severities = [.. OsvSeverities.Read(record, source), .. Word(own, record.Text("summary"), source)],
            Weaknesses = own.Texts("cwe_ids"),
            Informational = affected.Count == 1 ? Informational(record) : null,
            Review = own.Text("review_status") ?? (own.Get("github_reviewed").ValueKind == JsonValueKind.False ? "UNREVIEWED" : null),
            References = [.. record.Items("references").Where(item => item.Text("url") is not null).Select(item => new AdvisoryReference(item.Text("type"), FeedText.Cut(item.Text("url"), 2000)!)).Take(200)],
            Affected = affected,
        };
    }

    private static IEnumerable<AdvisorySeverity> Word(JsonElement own, string? summary, string source)
    {
        if (own.Text("severity") is { Length: <= 40 } word) yield return new AdvisorySeverity { Origin = source, Word = word };
        if (own.Number("cvss_v3") is { } score) yield return new AdvisorySeverity { Origin = source, Scale = SeverityScale.CvssV3, Score = score };
        // "Important: thunderbird security update": errata of rebuilders have their severity nowhere else.
        if (source is "AlmaLinux" or "Rocky" && summary is not null && Array.Find(Words, known => summary.StartsWith($"{known}: ", StringComparison.Ordinal)) is { } first)
            yield return new AdvisorySeverity { Origin = source, Word = first };
    }

    private static string? Informational(JsonElement record)
    {
        var only = record.Items("affected").First();
        return only.Get("database_specific").Text("informational") ?? only.Get("ecosystem_specific").Text("informational");
    }
}
