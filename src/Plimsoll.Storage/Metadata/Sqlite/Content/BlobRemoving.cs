using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Content;

/// <summary>The transaction that takes a blob out of a repository.</summary>
internal static class BlobRemoving
{
    public static BlobRemoval Run(SqliteSession session, RepositoryName name, Digest digest, AuditEvent audit, DateTimeOffset now)
    {
        var removal = VirtualBlobs.Contains(digest) ? RemoveVirtual(session, name, digest, now) : Remove(session, name, digest, now);
        if (removal == BlobRemoval.Removed) AuditRows.Insert(session, audit);
        return removal;
    }

    private static BlobRemoval Remove(SqliteSession session, RepositoryName name, Digest digest, DateTimeOffset now)
    {
        if (RepositoryRows.Find(session, name) is not { } repository || BlobRows.FindIn(session, repository, digest) is not { State: not BlobState.Deleting } blob)
            return BlobRemoval.Unknown;
        if (BlobRows.IsReferenced(session, repository, blob.Id)) return BlobRemoval.Referenced;
        session.Execute("DELETE FROM repo_blobs WHERE repository_id = ?1 AND blob_id = ?2", repository, blob.Id);
        GarbageQueue.AddBlob(session, repository, digest, now);
        return BlobRemoval.Removed;
    }

    private static BlobRemoval RemoveVirtual(SqliteSession session, RepositoryName name, Digest digest, DateTimeOffset now)
    {
        var repository = RepositoryRows.FindOrAdd(session, name, now);
        if (BlobRows.IsReferenced(session, repository, BlobRows.Find(session, digest)!.Id)) return BlobRemoval.Referenced;
        return session.Execute("INSERT INTO removed_virtual_blobs(repository_id, digest) VALUES(?1, ?2) ON CONFLICT DO NOTHING", repository, digest) > 0
            ? BlobRemoval.Removed
            : BlobRemoval.Unknown;
    }
}
