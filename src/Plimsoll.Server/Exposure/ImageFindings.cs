using System.Text.Json.Serialization;
using Plimsoll.Server.Exposure.Vex;

namespace Plimsoll.Server.Exposure;

/// <summary>A package of an image.</summary>
/// <param name="Purl">Package URL.</param>
/// <param name="Layer">Index of the layer that brought it.</param>
/// <param name="Name">Name.</param>
/// <param name="Version">Version.</param>
/// <param name="Type">Type of package URLs.</param>
/// <param name="Location">The file that it was read from; missing when nothing tells it.</param>
/// <param name="Confidence"><c>low</c> or <c>medium</c> where name or version were guessed; missing where they are sure.</param>
/// <param name="OwnedBy">The package of the distribution whose files these are; missing when there is none.</param>
public sealed record VulnerablePackage(string Purl, int Layer, string Name, string Version, string Type, string? Location, string? Confidence = null, string? OwnedBy = null);

/// <summary>Why a record holds for a package.</summary>
/// <param name="Source">The database.</param>
/// <param name="Record">Identifier of the record.</param>
/// <param name="Range">The range that the version is in.</param>
/// <param name="Comparison">What was compared.</param>
public sealed record FindingEvidence(string Source, string Record, string Range, string Comparison);

/// <summary>A vulnerability in an image: everything that is said of it about one package, whatever names the databases have for it.</summary>
/// <param name="Id">The CVE where there is one, otherwise the identifier of the record.</param>
/// <param name="Aliases">All other names and records of it, in ordinal order.</param>
/// <param name="Summary">One line about it.</param>
/// <param name="Package">The package that it is in.</param>
/// <param name="Severity"><c>critical</c>, <c>high</c>, <c>medium</c>, <c>low</c>, <c>negligible</c> or <c>unknown</c>.</param>
/// <param name="SeverityOrigin">Who judged; missing when nobody did.</param>
/// <param name="Cvss">Base score from 0 to 10; missing when none is known.</param>
/// <param name="CvssVector">Vector of the score.</param>
/// <param name="Epss">Probability of exploitation within 30 days, from 0 to 1; missing when none is known.</param>
/// <param name="KevAdded">The day since which it is known to be exploited; missing when it is not.</param>
/// <param name="Status">
/// <c>affected</c>, <c>will_not_fix</c>, <c>deferred</c>, <c>end_of_life</c>, <c>under_investigation</c>, <c>undetermined</c>, <c>fixed</c>, <c>not_affected</c>.
/// </param>
/// <param name="FixedIn">The first version without it; null when none is known.</param>
/// <param name="Since">When this was found first; missing while it has not been written down, and where nothing is.</param>
/// <param name="Evidence">Why.</param>
public sealed record VulnerabilityFinding(
    string Id,
    IReadOnlyList<string> Aliases,
    string? Summary,
    VulnerablePackage Package,
    string Severity,
    string? SeverityOrigin,
    double? Cvss,
    string? CvssVector,
    double? Epss,
    DateOnly? KevAdded,
    string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? FixedIn,
    DateTimeOffset? Since,
    FindingEvidence Evidence)
{
    /// <summary>The vendor's own word for the status, such as <c>no-dsa</c> or <c>unimportant</c>; missing without one.</summary>
    public string? VendorStatus { get; init; }

    /// <summary><c>unmaintained</c>, <c>unsound</c> or <c>notice</c> of what is no vulnerability (RustSec); missing for a vulnerability.</summary>
    public string? Informational { get; init; }

    /// <summary>What documents (VEX) say of it; missing where none does.</summary>
    public FindingVex? Vex { get; init; }

    /// <summary>Whether something can be done: there is a version without it.</summary>
    [JsonIgnore]
    public bool IsActionable => FixedIn is not null && Status is "affected";

    /// <summary>Whether the package has it, be it that nobody will mend it.</summary>
    [JsonIgnore]
    public bool IsPresent => Status is "affected" or "will_not_fix" or "deferred" or "end_of_life";

    /// <summary>Whether it is said that the package does not have it.</summary>
    [JsonIgnore]
    public bool IsSettled => Status is "fixed" or "not_affected";

    /// <summary>Whether it counts against the image: it is there, the vendor takes it for more than a trifle, and no statement that counts says that it does not reach the image.</summary>
    [JsonIgnore]
    public bool IsCounted => IsPresent && !IsTrifle && !IsExcused && Informational is null;

    /// <summary>Whether the distribution says that it has no consequences (Debian: unimportant).</summary>
    [JsonIgnore]
    public bool IsTrifle => VendorStatus is "unimportant";

    /// <summary>Whether it is listed where nobody asks for everything.</summary>
    [JsonIgnore]
    public bool IsListed => !IsSettled && !(IsTrifle && IsPresent);

    /// <summary>Whether a statement that counts says that it does not reach the image, or is mended in it.</summary>
    [JsonIgnore]
    public bool IsExcused => Vex?.Status is "not_affected" or "fixed";
}

/// <summary>Something that nothing can be said of, and why: it is not clean, it is unknown.</summary>
/// <param name="Package">The package; null when it is about many, or about the image.</param>
/// <param name="Namespace">Where the names of the packages count, such as <c>deb:debian:10</c>; missing when it is about the image.</param>
/// <param name="Count">How many packages; missing when it is about the image.</param>
/// <param name="Kind">
/// <c>no-data</c>, <c>stale</c>, <c>broken</c>, <c>unknown-distribution</c>, <c>end-of-life</c>, <c>unknown-order</c>, <c>unreadable-version</c>, <c>foreign</c>, <c>partial</c>, <c>no-packages</c>.
/// </param>
/// <param name="Reason">Why, in one sentence.</param>
public sealed record NotEvaluated(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] VulnerablePackage? Package, string? Namespace, int? Count, string Kind, string Reason)
{
    /// <summary>What it is about, for people.</summary>
    [JsonIgnore]
    public string About => Package is { } one ? $"{one.Name} {one.Version}" : Namespace is not null ? $"{Count} {(Count == 1 ? "package" : "packages")} of {Namespace}" : "the image";
}

/// <summary>What is known against an image.</summary>
/// <param name="Image">Digest of the image, or its reference where it has none.</param>
/// <param name="DataVersion">Version of the advisories.</param>
/// <param name="Findings">The most urgent first: known to be exploited, then probability times score, then severity.</param>
/// <param name="NotEvaluated">What nothing can be said of.</param>
/// <param name="Vex">What documents (VEX) come to.</param>
/// <param name="Hidden">How many more there are that are fixed, do not affect the image, are no more than a trifle, or were not asked for.</param>
public sealed record ImageFindings(string Image, long DataVersion, IReadOnlyList<VulnerabilityFinding> Findings, IReadOnlyList<NotEvaluated> NotEvaluated, VexSummary Vex, int Hidden = 0)
{
    /// <summary>How many count against the image, by severity; those that nobody judged too.</summary>
    public IReadOnlyDictionary<string, int> Counted { get; init; } = FindingSeverity.Words.ToDictionary(word => word, word => Findings.Count(finding => finding.IsCounted && finding.Severity == word), StringComparer.Ordinal);

    /// <summary>The same with only some of the findings; the others are counted.</summary>
    public ImageFindings Where(Func<VulnerabilityFinding, bool> wanted)
    {
        var shown = Findings.Where(wanted).ToList();
        return this with { Findings = shown, Hidden = Hidden + Findings.Count - shown.Count };
    }
}
