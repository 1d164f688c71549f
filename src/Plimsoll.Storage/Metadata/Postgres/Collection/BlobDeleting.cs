using Plimsoll.Storage.Metadata.Postgres.Content;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Collection;

/// <summary>The two transactions around the deletion of objects.</summary>
internal static class BlobDeleting
{
    private const string Select = "SELECT id, digest, size, storage_key FROM blobs WHERE state > 0 AND state = $1 AND id > $2 ORDER BY id LIMIT $3";

    /// <summary>Marks condemned blobs as being deleted, after another look; one that somebody has again is set live. Those that somebody holds are in use.</summary>
    public static async Task<List<DoomedBlob>> BeginAsync(PostgresSession session, int limit, DateTimeOffset now)
    {
        // Whoever places a hold takes this row too: it comes before, and is seen here, or after, and then sees what is marked.
        session.QueueLock("SELECT 1 FROM store_state FOR UPDATE");
        if (await session.ExistsAsync("SELECT 1 FROM collection_holds WHERE expires_at > $1", now)) return [];
        var condemned = await session.AllAsync(Select + " FOR UPDATE SKIP LOCKED", Map, (int)BlobState.Condemned, 0, limit);
        var wanted = (await session.AllAsync("""
            SELECT b.id FROM blobs b WHERE b.id = ANY($1)
              AND (EXISTS(SELECT 1 FROM repo_blobs rb WHERE rb.blob_id = b.id) OR EXISTS(SELECT 1 FROM manifest_blobs mb WHERE mb.blob_id = b.id))
            """, static row => row.GetInt64(0), condemned.Select(b => b.Id).ToArray())).ToHashSet();
        var doomed = condemned.Where(b => !wanted.Contains(b.Id)).ToList();
        SetState(session, BlobState.Live, [.. wanted], now);
        SetState(session, BlobState.Deleting, [.. doomed.Select(b => b.Id)], now);
        return doomed;
    }

    public static Task<List<DoomedBlob>> ListAsync(PostgresSession session, BlobState state, long after, int limit) => session.AllAsync(Select, Map, (int)state, after, limit);

    /// <summary>Takes the rows away whose objects are deleted. What was read from them follows when the index has forgotten it. A row that has another key by now has new bytes.</summary>
    public static async Task<List<DoomedBlob>> FinishAsync(PostgresSession session, IReadOnlyList<DoomedBlob> blobs, DateTimeOffset now)
    {
        var ids = (await session.AllAsync("""
            DELETE FROM blobs b USING unnest($1, $2) AS d(id, key) WHERE b.id = d.id AND b.state = 2 AND b.storage_key IS NOT DISTINCT FROM d.key RETURNING b.id
            """, static row => row.GetInt64(0), blobs.Select(b => b.Id).ToArray(), blobs.Select(b => b.Key?.Value).ToArray())).ToHashSet();
        var gone = blobs.Where(b => ids.Contains(b.Id)).ToList();
        if (gone.Count == 0) return gone;
        await AuditRows.InsertAllAsync(session, gone.ConvertAll(b => CollectionEvents.OfBlob(now, b.Digest, b.Size)));
        return gone;
    }

    private static void SetState(PostgresSession session, BlobState state, long[] ids, DateTimeOffset now)
    {
        if (ids.Length > 0) session.Queue("UPDATE blobs SET state = $2, state_at = $3 WHERE id = ANY($1)", ids, (int)state, now);
    }

    private static DoomedBlob Map(PostgresRow row) => new(row.GetInt64(0), row.GetDigest(1), row.GetInt64(2), row.GetKeyOrNull(3));
}
