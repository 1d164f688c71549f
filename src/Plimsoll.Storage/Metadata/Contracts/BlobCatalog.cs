using Plimsoll.Core;
using Plimsoll.Storage.Blobs;

namespace Plimsoll.Storage.Metadata;

/// <summary>A blob as a repository has it.</summary>
/// <param name="Digest">Its digest.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Location">Where its bytes are.</param>
public sealed record BlobRecord(Digest Digest, long Size, BlobLocation Location)
{
    /// <summary>
    /// True when a manifest of the repository needs it. Only then may a cache answer for it until the repository changes: looking up any other one is a use, which starts
    /// its grace again.
    /// </summary>
    public bool IsHeld { get; init; }
}

/// <summary>Where the bytes of a blob are.</summary>
public abstract record BlobLocation
{
    private BlobLocation() { }

    /// <summary>Under a key of the blob store.</summary>
    public sealed record Stored(StorageKey Key) : BlobLocation;

    /// <summary>In the database: small blobs cost no file.</summary>
    public sealed record Inline(ReadOnlyMemory<byte> Content) : BlobLocation;
}

/// <summary>Bytes that are durable and hashed, about to become a blob of a repository.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Digest">Digest of the bytes, computed here, not believed.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="Location">Where they are.</param>
/// <param name="UploadId">The session that brought them, which ends in the same transaction; null when there was none.</param>
/// <param name="PinnedUntil">Until then, and for a grace after, garbage collection leaves the blob alone although no manifest names it yet.</param>
public sealed record BlobPublication(RepositoryName Repository, Digest Digest, long Size, BlobLocation Location, string? UploadId, DateTimeOffset PinnedUntil)
{
    /// <summary>
    /// True where whoever writes bytes takes the session over first (<see cref="IUploadStore.TakeOverAsync"/>): a session that nobody took over has left nothing under its key, and nobody need look for it.
    /// </summary>
    public bool WritersTakeOver { get; init; }
}

/// <summary>What deleting a blob from a repository came to.</summary>
public enum BlobRemoval
{
    /// <summary>It is gone from the repository.</summary>
    Removed,

    /// <summary>The repository did not have it.</summary>
    Unknown,

    /// <summary>A manifest of the repository needs it.</summary>
    Referenced,
}

/// <summary>
/// Which repository has which blob. <c>{}</c> and the empty blob are not listed here: they are virtual in every repository, unless somebody
/// deleted them there.
/// </summary>
public interface IBlobCatalog
{
    /// <summary>
    /// The blob, when this repository has it and its bytes are not being deleted. Looking is a use: a blob that is on its way out, because its pin ended and no manifest
    /// needs it, stays for a whole grace more, and a condemned one is set live again. So who saw a blob can push a manifest on it until a grace later.
    /// </summary>
    ValueTask<BlobRecord?> FindAsync(RepositoryName repository, Digest digest, CancellationToken cancellationToken);

    /// <summary>
    /// Makes bytes a blob: blob row, repository row, pin and end of the session in one transaction. When a live blob of the same digest exists, that
    /// one is adopted and the new bytes are queued for deletion. False when the session is gone (cancelled, expired, or finished by another request) or
    /// was taken over with another key.
    /// </summary>
    Task<bool> PublishAsync(BlobPublication publication, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Adds a blob that some repository has to another one; false when no repository has it. The caller checks the rights.</summary>
    Task<bool> MountAsync(RepositoryName into, Digest digest, DateTimeOffset pinnedUntil, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Repositories that have the blob, for the rights check of a mount; at most <paramref name="limit"/>, in order of name, after <paramref name="after"/>.</summary>
    ValueTask<IReadOnlyList<RepositoryName>> RepositoriesWithAsync(Digest digest, RepositoryName? after, int limit, CancellationToken cancellationToken);

    /// <summary>Takes a blob out of a repository.</summary>
    Task<BlobRemoval> RemoveAsync(RepositoryName repository, Digest digest, AuditEvent audit, CancellationToken cancellationToken);
}
