using System.Text.Json;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds.Csaf;

/// <summary>What a vulnerability says about products beside their status: remediations, flags, impacts.</summary>
internal sealed class CsafRemarks
{
    private static readonly string[] NoFix = ["no_fix_planned", "none_available", "fix_planned"];
    private readonly Dictionary<string, (string Category, string? Details)> _remediations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _errata = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _flags = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _impacts = new(StringComparer.Ordinal);

    /// <summary>Reads them.</summary>
    public CsafRemarks(JsonElement vulnerability)
    {
        foreach (var remediation in vulnerability.Items("remediations"))
        {
            var (category, details, url) = (remediation.Text("category") ?? "", remediation.Text("details"), remediation.Text("url"));
            foreach (var id in remediation.Texts("product_ids"))
            {
                if (NoFix.Contains(category)) _remediations[id] = (category, details);
                if (category == "vendor_fix" && url?.Split('/')[^1] is { Length: > 0 and <= 60 } erratum) _errata[id] = erratum;
            }
        }
        foreach (var flag in vulnerability.Items("flags"))
        {
            foreach (var id in flag.Texts("product_ids")) _flags[id] = flag.Text("label") ?? "";
        }
        var impacts = vulnerability.Items("threats").Where(threat => threat.Text("category") == "impact" && threat.Text("details") is { Length: <= 40 }).ToArray();
        // One impact for all is that of the record.
        if (impacts.Select(threat => threat.Text("details")).Distinct(StringComparer.Ordinal).Count() < 2) return;
        foreach (var impact in impacts)
        {
            foreach (var id in impact.Texts("product_ids")) _impacts[id] = impact.Text("details")!;
        }
    }

    /// <summary>Our status for the name of a list of products, and the vendor's word; no status for lists that say nothing about being affected.</summary>
    public (AffectedStatus? Status, string? Word) Status(string list, string id) => list switch
    {
        "fixed" or "first_fixed" => (AffectedStatus.Fixed, _errata.GetValueOrDefault(id)),
        "known_not_affected" => (AffectedStatus.NotAffected, null),
        "under_investigation" => (AffectedStatus.UnderInvestigation, null),
        "known_affected" or "first_affected" or "last_affected" => Unfixed(id),
        _ => (null, null),
    };

    /// <summary>The label of a flag, such as <c>vulnerable_code_not_present</c>.</summary>
    public string? Justification(string id) => FeedText.Cut(_flags.GetValueOrDefault(id), 100);

    /// <summary>The impact on this product; null when it is the same for all.</summary>
    public string? Impact(string id) => _impacts.GetValueOrDefault(id);

    // Red Hat tells by the details why there is none: "Will not fix", "Out of support scope", "Affected", "Fix deferred".
    private (AffectedStatus Status, string? Word) Unfixed(string id)
    {
        if (!_remediations.TryGetValue(id, out var remediation)) return (AffectedStatus.Affected, null);
        var word = FeedText.Cut(remediation.Details is { Length: <= 60 } ? $"{remediation.Category}: {remediation.Details}" : remediation.Category, 100);
        var status = (remediation.Category, remediation.Details) switch
        {
            (_, "Out of support scope") => AffectedStatus.EndOfLife,
            ("no_fix_planned", _) => AffectedStatus.WillNotFix,
            (_, "Fix deferred") => AffectedStatus.Deferred,
            (_, "Under investigation") => AffectedStatus.UnderInvestigation,
            _ => AffectedStatus.Affected,
        };
        return (status, word);
    }
}
