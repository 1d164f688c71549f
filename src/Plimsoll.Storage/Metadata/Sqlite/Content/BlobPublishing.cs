using Plimsoll.Storage.Metadata.Sqlite.Engine;
using Plimsoll.Storage.Metadata.Sqlite.Rules;

namespace Plimsoll.Storage.Metadata.Sqlite.Content;

/// <summary>The transaction that makes durable bytes a blob of a repository and ends the upload session.</summary>
internal static class BlobPublishing
{
    /// <summary>False when the session is gone; nothing is changed then.</summary>
    public static bool Run(SqliteSession session, BlobPublication publication, AuditEvent audit, DateTimeOffset now)
    {
        if (publication.UploadId is not null && !EndUpload(session, publication, now)) return false;
        var repository = RepositoryRows.FindOrAdd(session, publication.Repository, now);
        var quota = QuotaWatch.Begin(session, repository);
        if (VirtualBlobs.Contains(publication.Digest))
        {
            BlobRows.Restore(session, repository, publication.Digest);
            DropBytes(session, publication.Location, now);
        }
        else
        {
            var blob = InsertOrAdopt(session, publication, now);
            BlobRows.Pin(session, repository, blob, publication.PinnedUntil);
        }
        quota.End();
        AuditRows.Insert(session, audit);
        return true;
    }

    private static bool EndUpload(SqliteSession session, BlobPublication publication, DateTimeOffset now)
    {
        // Who does not have the key of the session any more was overtaken by another writer, and may not publish.
        var (key, writers) = session.First("DELETE FROM uploads WHERE id = ?1 AND repository = ?2 AND storage_key = coalesce(?3, storage_key) RETURNING storage_key, writers",
            static row => (row.GetString(0), row.GetInt64(1)), publication.UploadId, publication.Repository, BlobRow.KeyOf(publication.Location)?.Value);
        if (key is null) return false;
        if (publication.WritersTakeOver && writers == 0) return true;
        // Bytes that went elsewhere, such as into the database, may have left a file under the key of the session.
        if (key != BlobRow.KeyOf(publication.Location)?.Value) GarbageQueue.AddKey(session, Blobs.StorageKey.Parse(key), now);
        return true;
    }

    private static long InsertOrAdopt(SqliteSession session, BlobPublication publication, DateTimeOffset now)
    {
        if (BlobRows.Find(session, publication.Digest) is not { } row)
            return BlobRows.Insert(session, publication.Digest, publication.Size, publication.Location, now);
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

    private static void DropBytes(SqliteSession session, BlobLocation location, DateTimeOffset now)
    {
        if (BlobRow.KeyOf(location) is { } key) GarbageQueue.AddKey(session, key, now);
    }
}
