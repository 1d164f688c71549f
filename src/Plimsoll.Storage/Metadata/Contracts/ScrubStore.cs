using Plimsoll.Core;
using Plimsoll.Storage.Blobs;

namespace Plimsoll.Storage.Metadata;

/// <summary>A blob whose bytes can be looked at, whichever repositories have it.</summary>
/// <param name="Id">Its place in the order of listing.</param>
/// <param name="Digest">What its bytes must hash to.</param>
/// <param name="Size">How many they must be.</param>
/// <param name="Location">Where they are.</param>
/// <param name="IsDamaged">True when they are known not to be there as they were pushed.</param>
public sealed record StoredBlob(long Id, Digest Digest, long Size, BlobLocation Location, bool IsDamaged);

/// <summary>What is wrong with something that is stored.</summary>
public enum FindingKind
{
    /// <summary>There is a row and no object.</summary>
    Missing,

    /// <summary>The object has another size or another digest than the row says.</summary>
    Damaged,

    /// <summary>There is an object, and neither a row nor an intent leads to it.</summary>
    Orphan,
}

/// <summary>Something that scrubbing found.</summary>
/// <param name="Subject">Digest of the blob, or key of the orphan.</param>
/// <param name="Kind">What is wrong.</param>
/// <param name="Size">Bytes that the blob should have, or that the orphan has.</param>
/// <param name="FoundAt">When it was found.</param>
/// <param name="Detail">What exactly, for people.</param>
public sealed record ScrubFinding(string Subject, FindingKind Kind, long Size, DateTimeOffset FoundAt, string Detail);

/// <summary>Checks of what is stored.</summary>
public interface IScrubStore
{
    /// <summary>Blobs that are not being deleted, damaged ones included, in order of <see cref="StoredBlob.Id"/> after <paramref name="after"/>. The virtual blobs are left out.</summary>
    ValueTask<IReadOnlyList<StoredBlob>> ListBlobsAsync(long after, int limit, CancellationToken cancellationToken);

    /// <summary>How many blobs and bytes lie behind <paramref name="after"/> in that list.</summary>
    ValueTask<(long Blobs, long Bytes)> CountBlobsAsync(long after, CancellationToken cancellationToken);

    /// <summary>Those of the keys that no row knows: no blob, no upload, nothing that waits for deletion.</summary>
    ValueTask<IReadOnlyList<StorageKey>> FindUnknownAsync(IReadOnlyList<StorageKey> keys, CancellationToken cancellationToken);

    /// <summary>
    /// Records that the bytes of a blob are lost or changed: it counts as missing from now on, until it is pushed again or repaired, and the versions of its repositories
    /// move. False when the blob has other bytes by now, or is gone.
    /// </summary>
    Task<bool> MarkDamagedAsync(StoredBlob blob, ScrubFinding finding, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>
    /// Gives a blob new bytes in one transaction: the upload that brought them ends, the old ones are queued for deletion, the finding is forgotten, the versions of its
    /// repositories move. Also sets right a blob
    /// that was taken for damaged and is whole (<paramref name="uploadId"/> null, the location as before). False when the blob has other bytes by now, or is gone.
    /// </summary>
    Task<bool> ReplaceAsync(StoredBlob blob, BlobLocation location, string? uploadId, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Records an orphan.</summary>
    Task AddOrphanAsync(ScrubFinding finding, CancellationToken cancellationToken);

    /// <summary>Forgets orphans, all of them or one.</summary>
    Task RemoveOrphansAsync(StorageKey? key, CancellationToken cancellationToken);

    /// <summary>What was found and still is so, in order of subject.</summary>
    ValueTask<IReadOnlyList<ScrubFinding>> ListFindingsAsync(string? after, int limit, CancellationToken cancellationToken);

    /// <summary>What was found about a blob of a repository; null when nothing was, or when the repository does not have it.</summary>
    ValueTask<ScrubFinding?> FindAsync(RepositoryName repository, Digest digest, CancellationToken cancellationToken);

    /// <summary>Repositories that have a blob, whatever its state, in order of name; at most <paramref name="limit"/>.</summary>
    ValueTask<IReadOnlyList<RepositoryName>> RepositoriesOfAsync(StoredBlob blob, int limit, CancellationToken cancellationToken);

    /// <summary>The notes of the scrub that runs or ran last, or null.</summary>
    ValueTask<string?> ReadProgressAsync(CancellationToken cancellationToken);

    /// <summary>Keeps the notes.</summary>
    Task SaveProgressAsync(string progress, CancellationToken cancellationToken);
}
