namespace Plimsoll.Core.Advisories;

/// <summary>
/// One record of an advisory database, whatever format it came in. (<see cref="Source"/>, <see cref="Id"/>, <see cref="Part"/>) names it and is unique.
/// </summary>
public sealed record Advisory
{
    /// <summary>The database the record is from, such as <c>GHSA</c>, <c>Go</c>, <c>Debian</c>, <c>AlmaLinux</c>; shown as the origin of a finding.</summary>
    public required string Source { get; init; }

    /// <summary>Identifier in that database, such as <c>GHSA-jfh8-c2jp-5v3q</c>, or <c>CVE-2021-44228</c> where the database has none of its own.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// What the database splits an identifier by, such as the source package (Debian) or the repository and package (Alpine); null where it does not. It keeps a record as small as
    /// what changes together.
    /// </summary>
    public string? Part { get; init; }

    /// <summary>Other names of the same vulnerability, without <see cref="Id"/>, in ordinal order.</summary>
    public IReadOnlyList<string> Aliases { get; init => field = value ?? []; } = [];

    /// <summary>The vulnerabilities that this record of a distributor is about or mends: the CVEs of <c>ALSA-…</c>, <c>RHSA-…</c>, <c>DSA-…</c>; in ordinal order.</summary>
    public IReadOnlyList<string> Upstream { get; init => field = value ?? []; } = [];

    /// <summary>Similar vulnerabilities, which are not the same.</summary>
    public IReadOnlyList<string> Related { get; init => field = value ?? []; } = [];

    /// <summary>When it was published.</summary>
    public DateTimeOffset? Published { get; init; }

    /// <summary>When it was changed last, by its own word.</summary>
    public DateTimeOffset? Modified { get; init; }

    /// <summary>When it was taken back; null while it stands. A withdrawn record closes findings and makes none.</summary>
    public DateTimeOffset? Withdrawn { get; init; }

    /// <summary>One line.</summary>
    public string? Summary { get; init; }

    /// <summary>The text, cut after <see cref="MaxDetails"/> characters.</summary>
    public string? Details { get; init; }

    /// <summary>Judgements about the whole record; those about one package are in <see cref="AffectedPackage.Severities"/>.</summary>
    public IReadOnlyList<AdvisorySeverity> Severities { get; init => field = value ?? []; } = [];

    /// <summary>Weakness classes, such as <c>CWE-79</c>.</summary>
    public IReadOnlyList<string> Weaknesses { get; init => field = value ?? []; } = [];

    /// <summary>RustSec's class of what is no vulnerability: <c>unmaintained</c>, <c>unsound</c>, <c>notice</c>; null for a vulnerability.</summary>
    public string? Informational { get; init; }

    /// <summary>State of review in the words of the database, such as <c>UNREVIEWED</c>; null where it has none.</summary>
    public string? Review { get; init; }

    /// <summary>Addresses to read on.</summary>
    public IReadOnlyList<AdvisoryReference> References { get; init => field = value ?? []; } = [];

    /// <summary>What is said about packages. Empty for a record that names none (withdrawn ones, or products that are no packages).</summary>
    public IReadOnlyList<AffectedPackage> Affected { get; init => field = value ?? []; } = [];

    /// <summary>Characters of <see cref="Details"/> that are kept.</summary>
    public const int MaxDetails = 4000;
}

/// <summary>An address to read on.</summary>
/// <param name="Type">Kind in the words of OSV, such as <c>FIX</c>; null when the feed tells none.</param>
/// <param name="Url">The address, as the feed has it; not checked to be one.</param>
public sealed record AdvisoryReference(string? Type, string Url);
