using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata.Sqlite.Content;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Collection;

/// <summary>The two transactions around the deletion of objects.</summary>
internal static class BlobDeleting
{
    /// <summary>Marks condemned blobs as being deleted, after another look; one that somebody has again is set live.</summary>
    public static List<DoomedBlob> Begin(SqliteSession session, int limit, DateTimeOffset now)
    {
        var doomed = new List<DoomedBlob>();
        // In the same transaction: who placed a hold knows that what is not being deleted by then stays.
        if (session.Exists("SELECT 1 FROM collection_holds WHERE expires_at > ?1", now)) return doomed;
        foreach (var blob in List(session, BlobState.Condemned, 0, limit))
        {
            var isWanted = session.Exists("SELECT 1 FROM repo_blobs WHERE blob_id = ?1 LIMIT 1", blob.Id) || session.Exists("SELECT 1 FROM manifest_blobs mb WHERE mb.blob_id = ?1 LIMIT 1", blob.Id);
            session.Execute("UPDATE blobs SET state = ?2, state_at = ?3 WHERE id = ?1", blob.Id, (int)(isWanted ? BlobState.Live : BlobState.Deleting), now);
            if (!isWanted) doomed.Add(blob);
        }
        return doomed;
    }

    public static List<DoomedBlob> List(SqliteSession session, BlobState state, long after, int limit) => session.All(
        "SELECT id, digest, size, storage_key FROM blobs WHERE state > 0 AND state = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
        static row => new DoomedBlob(row.GetInt64(0), row.GetDigest(1), row.GetInt64(2), row.IsNull(3) ? null : StorageKey.Parse(row.GetString(3))), (int)state, after, limit);

    /// <summary>Takes the rows away whose objects are deleted. What was read from them follows when the index has forgotten it. A row that has another key by now has new bytes.</summary>
    public static List<DoomedBlob> Finish(SqliteSession session, IReadOnlyList<DoomedBlob> blobs, DateTimeOffset now)
    {
        var gone = new List<DoomedBlob>();
        foreach (var blob in blobs)
        {
            if (session.Execute("DELETE FROM blobs WHERE id = ?1 AND state = 2 AND storage_key IS ?2", blob.Id, blob.Key?.Value) == 0) continue;
            AuditRows.Insert(session, CollectionEvents.OfBlob(now, blob.Digest, blob.Size));
            gone.Add(blob);
        }
        return gone;
    }
}
