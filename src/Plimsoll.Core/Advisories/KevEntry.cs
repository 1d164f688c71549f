namespace Plimsoll.Core.Advisories;

/// <summary>An entry of CISA's catalogue of vulnerabilities that are exploited.</summary>
public sealed record KevEntry
{
    /// <summary>CVE identifier.</summary>
    public required string Cve { get; init; }

    /// <summary>Day it was added.</summary>
    public required DateOnly Added { get; init; }

    /// <summary>Day by which agencies have to act; null without one.</summary>
    public DateOnly? Due { get; init; }

    /// <summary>True when ransomware campaigns are known to use it.</summary>
    public bool Ransomware { get; init; }

    /// <summary>Vendor and product, for people.</summary>
    public string? Product { get; init; }
}
