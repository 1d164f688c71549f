using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Content;

/// <summary>The transaction that takes a blob out of a repository.</summary>
internal static class BlobRemoving
{
    public static async Task<BlobRemoval> RunAsync(PostgresSession session, RepositoryName name, Digest digest, AuditEvent audit, DateTimeOffset now)
    {
        var isVirtual = VirtualBlobs.Contains(digest);
        var found = isVirtual ? await RepositoryRows.LockOrAddAsync(session, name, now) : await RepositoryRows.LockAsync(session, name);
        if (found is not { } repository || await BlobRows.FindInAsync(session, repository, digest) is not { State: not BlobState.Deleting } blob) return BlobRemoval.Unknown;
        if (await BlobRows.IsReferencedAsync(session, repository, blob.Id)) return BlobRemoval.Referenced;
        if (isVirtual)
        {
            if (await session.ExecuteAsync("INSERT INTO removed_virtual_blobs(repository_id, digest) VALUES($1, $2) ON CONFLICT DO NOTHING", repository, digest) == 0) return BlobRemoval.Unknown;
        }
        else
        {
            session.Queue("DELETE FROM repo_blobs WHERE repository_id = $1 AND blob_id = $2", repository, blob.Id);
            GarbageQueue.AddBlob(session, repository, digest, now);
        }
        RepositoryRows.Changed(session, repository);
        AuditRows.Insert(session, audit);
        return BlobRemoval.Removed;
    }
}
