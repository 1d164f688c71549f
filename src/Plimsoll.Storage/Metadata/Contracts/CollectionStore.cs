using Plimsoll.Core;
using Plimsoll.Storage.Blobs;

namespace Plimsoll.Storage.Metadata;

/// <summary>
/// The transactions of garbage collection. Every one of them looks again at what it is about to take, under the locks that pushes take too, so that it does not
/// matter how old a candidate is, how many collectors run, or where one of them died. Nothing is taken before a whole grace has passed since its last use:
/// <list type="number">
/// <item>An event (a tag moved, a pin ended, an upload cancelled, …) leaves a candidate behind.</item>
/// <item>A grace later <see cref="ReviewAsync"/> looks at it. A manifest that nothing leads to is deleted, but kept for one more grace so that it can come back; a blob
/// that no manifest of a repository needs leaves that repository; a blob that no repository has is condemned.</item>
/// <item><see cref="BeginDeletingAsync"/> marks condemned blobs, their objects are deleted, and <see cref="FinishDeletingAsync"/> takes the rows away.</item>
/// </list>
/// An engine with row locks takes rows of blobs and of their membership FOR UPDATE here, skipping those that are locked, and FOR KEY SHARE where a manifest is
/// put or a blob is published, in the order of their digests. All times are those of the database.
/// </summary>
public interface ICollectionStore
{
    /// <summary>
    /// The time, and the latest that collection ever saw, which this call moves on. When the clock was set back, <paramref name="accept"/> makes the time as it is now
    /// the latest.
    /// </summary>
    Task<CollectionClock> ReadClockAsync(bool accept, CancellationToken cancellationToken);

    /// <summary>Ends uploads that have expired by now; their keys become candidates. How many it ended, at most <paramref name="limit"/>.</summary>
    Task<int> ExpireUploadsAsync(int limit, bool dryRun, CancellationToken cancellationToken);

    /// <summary>Candidates of one kind whose event lies at or before <paramref name="before"/>, oldest first, behind <paramref name="after"/>.</summary>
    ValueTask<IReadOnlyList<CollectionCandidate>> ListDueAsync(
        CandidateKind kind, DateTimeOffset before, CollectionCandidate? after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Decides about candidates of any kind but <see cref="CandidateKind.Key"/>, in one transaction. What a deleted manifest led to is decided at once too, until
    /// <see cref="CollectionRules.Limit"/> is reached; the rest becomes candidates. With <paramref name="dryRun"/> the transaction is taken back.
    /// </summary>
    Task<CollectionReview> ReviewAsync(IReadOnlyList<CollectionCandidate> candidates, CollectionRules rules, bool dryRun, CancellationToken cancellationToken);

    /// <summary>How much there is, and how much of it is condemned. Reads a row for each blob, so it is for those who want to know, not for every run.</summary>
    ValueTask<StorageTotals> MeasureAsync(CancellationToken cancellationToken);

    /// <summary>How much is condemned, along an index.</summary>
    ValueTask<CondemnedTotals> MeasureCondemnedAsync(CancellationToken cancellationToken);

    /// <summary>Marks condemned blobs that still nobody has as being deleted: from now on they count as missing.</summary>
    Task<IReadOnlyList<DoomedBlob>> BeginDeletingAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Blobs that are being deleted, in order of <see cref="DoomedBlob.Id"/> after <paramref name="after"/>: also what a crash left half done.</summary>
    ValueTask<IReadOnlyList<DoomedBlob>> ListDeletingAsync(long after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the rows of blobs away whose objects are deleted, except where an upload has brought new bytes meanwhile: only a row that is still being deleted and
    /// still has the same key goes. Which of them went.
    /// </summary>
    Task<IReadOnlyList<DoomedBlob>> FinishDeletingAsync(IReadOnlyList<DoomedBlob> blobs, CancellationToken cancellationToken);

    /// <summary>Takes candidates away whose objects are deleted (<see cref="CandidateKind.Key"/>).</summary>
    Task RemoveKeysAsync(IReadOnlyList<StorageKey> keys, CancellationToken cancellationToken);

    /// <summary>Forgets manifests that were deleted at or before <paramref name="before"/>: they cannot come back any more. How many it forgot.</summary>
    Task<int> ForgetManifestsAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Brings a deleted manifest back with everything that it needs, the referrers that went with it, and the tags that it had. By tag: the manifest that the
    /// tag pointed at when it was deleted, and this tag.
    /// </summary>
    /// <param name="repository">The repository.</param>
    /// <param name="reference">Its digest, or a tag that was deleted.</param>
    /// <param name="actor">Who does it, for the history of tags.</param>
    /// <param name="audit">The event.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<UndeleteResult> UndeleteAsync(RepositoryName repository, DeletedReference reference, string actor, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Records what a run came to, and forgets all but the latest hundred.</summary>
    Task RecordRunAsync(DateTimeOffset startedAt, string report, CancellationToken cancellationToken);

    /// <summary>Reports of the latest runs, newest first.</summary>
    ValueTask<IReadOnlyList<string>> ListRunsAsync(int limit, CancellationToken cancellationToken);
}
