using Plimsoll.Core;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Storage.Metadata;

/// <summary>What became of records.</summary>
/// <param name="Added">How many are new.</param>
/// <param name="Changed">How many have another content.</param>
/// <param name="Unchanged">How many are as they were.</param>
/// <param name="Removed">How many are gone.</param>
/// <param name="Touched">The packages about which something else is said now than before, each once: exactly those have to be evaluated again. Text for people touches none.</param>
public sealed record AdvisoryChanges(int Added, int Changed, int Unchanged, int Removed, IReadOnlyList<PackageKey> Touched)
{
    /// <summary>Nothing.</summary>
    public static AdvisoryChanges None { get; } = new(0, 0, 0, 0, []);
}

/// <summary>A record in a list.</summary>
/// <param name="Number">Its number in this database.</param>
/// <param name="Source">The database it is from.</param>
/// <param name="Id">Its identifier there.</param>
/// <param name="Part">What the identifier is split by; null for nothing.</param>
/// <param name="Feed">The feed that brought it.</param>
/// <param name="Modified">When it was changed last, by its own word.</param>
/// <param name="IsWithdrawn">True when it was taken back.</param>
public sealed record AdvisoryName(long Number, string Source, string Id, string? Part, string Feed, DateTimeOffset? Modified, bool IsWithdrawn);

/// <summary>A record with its place in this database.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Feed">The feed that brought it.</param>
/// <param name="Hash">Hash of its content, in hexadecimal digits: evidence names it.</param>
/// <param name="Advisory">The record.</param>
public sealed record StoredAdvisory(long Number, string Feed, string Hash, Advisory Advisory);

/// <summary>What a record says about a package.</summary>
/// <param name="Number">Number of the statement: it names it until the record changes.</param>
/// <param name="AdvisoryNumber">Number of the record.</param>
/// <param name="Source">The database the record is from.</param>
/// <param name="Id">Its identifier there.</param>
/// <param name="Affected">The statement.</param>
public sealed record StoredStatement(long Number, long AdvisoryNumber, string Source, string Id, AffectedPackage Affected);

/// <summary>A publication of advisories that was fetched: none with a lower number is taken from the same source.</summary>
/// <param name="Source">Host and repository.</param>
/// <param name="Sequence">Its number.</param>
/// <param name="Manifest">Its manifest.</param>
/// <param name="At">When it was fetched.</param>
public sealed record AdvisoryPublication(string Source, long Sequence, Digest Manifest, DateTimeOffset At);

/// <summary>A feed has statements in a namespace.</summary>
/// <param name="Namespace">Text of the namespace.</param>
/// <param name="Feed">Name of the feed.</param>
public sealed record NamespaceCoverage(string Namespace, string Feed);

/// <summary>How reading a feed went.</summary>
public sealed record FeedRun
{
    /// <summary>Problems that are kept.</summary>
    public const int MaxProblems = 1000;

    /// <summary>Name of the feed.</summary>
    public required string Feed { get; init; }

    /// <summary>Where it came from: an address, or the path of what was imported.</summary>
    public string? Origin { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Why nothing could be read; null when the feed was read, be it with problems, or had not changed.</summary>
    public string? Error { get; init; }

    /// <summary>True when its server said that nothing changed: records and problems stay.</summary>
    public bool IsUnchanged { get; init; }

    /// <summary>ETag of the answer, for the next conditional request.</summary>
    public string? ETag { get; init; }

    /// <summary>Last-Modified of the answer, for the next conditional request.</summary>
    public string? LastModified { get; init; }

    /// <summary>How many problems there were.</summary>
    public int ProblemCount { get; init; }

    /// <summary>The first of them.</summary>
    public IReadOnlyList<StoredProblem> Problems { get; init; } = [];
}

/// <summary>A file or record that could not be used.</summary>
/// <param name="File">Path of the file.</param>
/// <param name="Record">Identifier of the record; null for the whole file.</param>
/// <param name="Reason">What is wrong.</param>
public sealed record StoredProblem(string File, string? Record, string Reason);

/// <summary>A feed and how it stands.</summary>
public sealed record FeedState
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Where it was read from last.</summary>
    public string? Origin { get; init; }

    /// <summary>When reading it was tried last.</summary>
    public DateTimeOffset TriedAt { get; init; }

    /// <summary>When it was read, or known to be unchanged, last: its age counts from here. Null when it never was.</summary>
    public DateTimeOffset? FetchedAt { get; init; }

    /// <summary>Records of advisories, entries of enrichment, or documents.</summary>
    public long Records { get; init; }

    /// <summary>Problems of the last reading.</summary>
    public int Problems { get; init; }

    /// <summary>Why the last try failed; null when it did not.</summary>
    public string? Error { get; init; }

    /// <summary>ETag of the last answer.</summary>
    public string? ETag { get; init; }

    /// <summary>Last-Modified of the last answer.</summary>
    public string? LastModified { get; init; }
}

/// <summary>What is known of a CVE besides advisories.</summary>
public sealed record Enrichment
{
    /// <summary>CVE identifier.</summary>
    public required string Cve { get; init; }

    /// <summary>Its entry in the catalogue of exploited vulnerabilities; null for none.</summary>
    public KevEntry? Kev { get; init; }

    /// <summary>Its probability of exploitation; null when none is known.</summary>
    public EpssEntry? Epss { get; init; }

    /// <summary>The probability that was known before; null when there was none.</summary>
    public double? EarlierEpss { get; init; }
}
