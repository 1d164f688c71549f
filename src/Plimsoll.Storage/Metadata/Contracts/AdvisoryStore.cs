using Plimsoll.Core;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Storage.Metadata;

/// <summary>Advisories, by the packages they speak of. Nothing is read from a feed again while its hash is the same.</summary>
public interface IAdvisoryStore
{
    /// <summary>
    /// Stores records of a feed, in one transaction. A record that is there with the same hash costs a look-up; one that another feed brought with the same content stays with that feed.
    /// </summary>
    Task<AdvisoryChanges> PutAsync(string feed, IReadOnlyList<Advisory> advisories, CancellationToken cancellationToken);

    /// <summary>Removes records, which their feed does not have any more.</summary>
    Task<AdvisoryChanges> RemoveAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken);

    /// <summary>The records of a feed, or of all (null), without their packages, in the order of their numbers.</summary>
    /// <param name="feed">Name of the feed; null for all.</param>
    /// <param name="after">The number the page comes after; 0 for the first.</param>
    /// <param name="limit">Records of a page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<AdvisoryName>> ListNamesAsync(string? feed, long after, int limit, CancellationToken cancellationToken);

    /// <summary>The records whose identifier begins with a text, in the order of identifiers and numbers.</summary>
    ValueTask<IReadOnlyList<AdvisoryName>> SearchAsync(string prefix, AdvisoryName? after, int limit, CancellationToken cancellationToken);

    /// <summary>The records that have an identifier as their own, as an alias, or as what they mend; at most <paramref name="limit"/>.</summary>
    ValueTask<IReadOnlyList<StoredAdvisory>> FindAsync(string id, int limit, CancellationToken cancellationToken);

    /// <summary>Records by number, without their packages; those that are gone are left out.</summary>
    ValueTask<IReadOnlyList<StoredAdvisory>> GetAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken);

    /// <summary>Whole records of a feed, in the order of their numbers.</summary>
    ValueTask<IReadOnlyList<StoredAdvisory>> ReadAsync(string feed, long after, int limit, CancellationToken cancellationToken);

    /// <summary>What is known of CVEs besides advisories, in the order of their names.</summary>
    ValueTask<IReadOnlyList<Enrichment>> ListEnrichmentsAsync(string after, int limit, CancellationToken cancellationToken);

    /// <summary>The publication that was fetched last from a source; null before the first.</summary>
    ValueTask<AdvisoryPublication?> FindPublicationAsync(string source, CancellationToken cancellationToken);

    /// <summary>Notes which publication is here.</summary>
    Task PutPublicationAsync(AdvisoryPublication publication, CancellationToken cancellationToken);

    /// <summary>Everything that is said about packages, in the order of the keys. Statements of withdrawn records are not among them.</summary>
    ValueTask<IReadOnlyList<StoredStatement>> ListStatementsAsync(IReadOnlyList<PackageKey> keys, CancellationToken cancellationToken);

    /// <summary>The namespaces there are statements in, and the feeds that hold them: what is in none of them cannot be evaluated.</summary>
    ValueTask<IReadOnlyList<NamespaceCoverage>> ListNamespacesAsync(CancellationToken cancellationToken);

    /// <summary>Notes how reading a feed went. Its records are counted anew.</summary>
    Task EndRunAsync(FeedRun run, CancellationToken cancellationToken);

    /// <summary>All feeds, by name.</summary>
    ValueTask<IReadOnlyList<FeedState>> ListFeedsAsync(CancellationToken cancellationToken);

    /// <summary>What was wrong with the last reading of a feed; at most <see cref="FeedRun.MaxProblems"/> are kept.</summary>
    ValueTask<IReadOnlyList<StoredProblem>> ListProblemsAsync(string feed, CancellationToken cancellationToken);

    /// <summary>Forgets a feed with all of its records and documents; false when there is none of the name.</summary>
    Task<AdvisoryChanges?> RemoveFeedAsync(string feed, CancellationToken cancellationToken);

    /// <summary>Stores entries of the catalogue of exploited vulnerabilities; the CVEs that are new or changed.</summary>
    Task<IReadOnlyList<string>> PutKevAsync(string feed, IReadOnlyList<KevEntry> entries, CancellationToken cancellationToken);

    /// <summary>Stores probabilities of exploitation; how many are new or changed. The value of the day before is kept beside.</summary>
    Task<int> PutEpssAsync(string feed, IReadOnlyList<EpssEntry> entries, CancellationToken cancellationToken);

    /// <summary>What is known of CVEs besides advisories; those of which nothing is are left out.</summary>
    ValueTask<IReadOnlyList<Enrichment>> FindEnrichmentsAsync(IReadOnlyList<string> cves, CancellationToken cancellationToken);

    /// <summary>Stores VEX documents; how many are new. A document with the same format, identifier, author and place replaces the one before.</summary>
    Task<int> PutVexAsync(string feed, IReadOnlyList<VexDocument> documents, CancellationToken cancellationToken);

    /// <summary>VEX documents without their bytes, in the order of their digests.</summary>
    ValueTask<IReadOnlyList<VexDocument>> ListVexAsync(Digest? after, int limit, CancellationToken cancellationToken);

    /// <summary>A VEX document; null for one that is not there.</summary>
    ValueTask<VexDocument?> FindVexAsync(Digest digest, CancellationToken cancellationToken);

    /// <summary>A number that grows whenever records or enrichments change: findings name it as the version of the data they were made from.</summary>
    ValueTask<long> VersionAsync(CancellationToken cancellationToken);
}
