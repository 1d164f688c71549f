using Plimsoll.Core.Advisories;
using Plimsoll.Vulnerabilities.Feeds;

namespace Plimsoll.Server.Advisories;

/// <summary>How records are brought into a store.</summary>
public sealed record ImportRequest
{
    /// <summary>Where they come from, for people: a path or an address.</summary>
    public required string Origin { get; init; }

    /// <summary>Name of the feed; null takes the name of the database of each record.</summary>
    public string? Feed { get; init; }

    /// <summary>True when this is all the feed has: what is not in it any more is removed.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Remove also when the feed shrank to less than half, which otherwise is taken for an accident.</summary>
    public bool IsForced { get; init; }

    /// <summary>ETag of the answer it came in.</summary>
    public string? ETag { get; init; }

    /// <summary>Last-Modified of the answer it came in.</summary>
    public string? LastModified { get; init; }
}

/// <summary>What an import did to a feed.</summary>
public sealed record ImportedFeed
{
    /// <summary>Name of the feed.</summary>
    public required string Name { get; init; }

    /// <summary>Records, entries or documents that were read.</summary>
    public long Read { get; init; }

    /// <summary>How many are new.</summary>
    public long Added { get; init; }

    /// <summary>How many have another content.</summary>
    public long Changed { get; init; }

    /// <summary>How many are gone.</summary>
    public long Removed { get; init; }

    /// <summary>How many problems there were.</summary>
    public int Problems { get; init; }
}

/// <summary>What an import did.</summary>
/// <param name="Feeds">By feed, in the order of names.</param>
/// <param name="Problems">What could not be used; all files and records that are named here are missing.</param>
/// <param name="ProblemCount">How many there were; the list holds the first.</param>
/// <param name="Skipped">How many files are no feeds.</param>
/// <param name="SkippedFiles">The first of them.</param>
/// <param name="Touched">Packages about which something else is said than before.</param>
public sealed record AdvisoryImport(IReadOnlyList<ImportedFeed> Feeds, IReadOnlyList<FeedProblem> Problems, int ProblemCount, int Skipped, IReadOnlyList<string> SkippedFiles, IReadOnlyCollection<PackageKey> Touched);
