using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Postgres.Rules;

namespace Plimsoll.Storage.Metadata.Postgres.Content;

/// <summary>
/// The transaction that makes durable bytes a blob of a repository and ends the upload session. It does not take the repository for itself: what it adds makes no
/// remembered answer wrong, because absence is never remembered.
/// </summary>
internal static class BlobPublishing
{
    /// <summary>False when the session is gone; nothing is changed then.</summary>
    public static async Task<bool> RunAsync(PostgresSession session, BlobPublication publication, AuditEvent audit, DateTimeOffset now)
    {
        if (publication.UploadId is { } upload && !await EndUploadAsync(session, upload, publication, now)) return false;
        var repository = await RepositoryRows.FindOrAddAsync(session, publication.Repository, now);
        if (VirtualBlobs.Contains(publication.Digest))
        {
            BlobRows.Restore(session, repository, publication.Digest);
            DropBytes(session, publication.Location, now);
        }
        else
        {
            var blob = await InsertOrAdoptAsync(session, publication, now);
            BlobRows.Pin(session, repository, blob, publication.PinnedUntil);
        }
        AuditRows.Insert(session, audit);
        await QuotaRows.RequireAsync(session, repository);
        return true;
    }

    private static async Task<bool> EndUploadAsync(PostgresSession session, string upload, BlobPublication publication, DateTimeOffset now)
    {
        // Who does not have the key of the session any more was overtaken by another writer, and may not publish.
        var (key, writers) = await session.FirstAsync("DELETE FROM uploads WHERE id = $1 AND repository = $2 AND storage_key = coalesce($3, storage_key) RETURNING storage_key, writers",
            static row => (row.GetString(0), row.GetInt64(1)), upload, publication.Repository, BlobRow.KeyOf(publication.Location));
        if (key is null) return false;
        if (publication.WritersTakeOver && writers == 0) return true;
        // Bytes that went elsewhere, such as into the database, may have left a file under the key of the session.
        if (key != BlobRow.KeyOf(publication.Location)?.Value) GarbageQueue.AddKey(session, StorageKey.Parse(key), now);
        return true;
    }

    private static async Task<long> InsertOrAdoptAsync(PostgresSession session, BlobPublication publication, DateTimeOffset now)
    {
        while (true)
        {
            if (await BlobRows.InsertAsync(session, publication.Digest, publication.Size, publication.Location, now) is { } added) return added;
            // Collection may take the row away between the two statements.
            if (await BlobRows.LockAsync(session, publication.Digest) is not { } row) continue;
            if (row.State is BlobState.Deleting or BlobState.Damaged)
            {
                BlobRows.Replace(session, row.Id, publication.Size, publication.Location, now);
                if (row.Key is { } old) GarbageQueue.AddKey(session, old, now);
                Rescue.FindingRows.Remove(session, publication.Digest.Value);
                return row.Id;
            }
            if (row.State == BlobState.Condemned) BlobRows.Revive(session, row.Id, now);
            if (row.Key != BlobRow.KeyOf(publication.Location)) DropBytes(session, publication.Location, now);
            return row.Id;
        }
    }

    private static void DropBytes(PostgresSession session, BlobLocation location, DateTimeOffset now)
    {
        if (BlobRow.KeyOf(location) is { } key) GarbageQueue.AddKey(session, key, now);
    }
}
