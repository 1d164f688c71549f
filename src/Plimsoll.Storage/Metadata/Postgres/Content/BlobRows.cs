using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Content;

/// <summary>Rows of blobs, their membership in repositories and their inline bytes.</summary>
internal static class BlobRows
{
    private const string Columns = "SELECT b.id, b.size, b.state, b.storage_key";

    /// <summary>The blob, which no other change can alter, revive or delete until this one commits.</summary>
    public static Task<BlobRow?> LockAsync(PostgresSession session, Digest digest) =>
        session.FirstAsync(Columns + " FROM blobs b WHERE b.digest = $1 FOR NO KEY UPDATE", static row => Map(row), digest);

    /// <summary>The blob when the repository has it, which is held by the caller; the virtual blobs are in every repository.</summary>
    public static Task<BlobRow?> FindInAsync(PostgresSession session, long repository, Digest digest) => session.FirstAsync(Columns + """
         FROM blobs b WHERE b.digest = $2 AND (b.id <= 2 OR EXISTS(SELECT 1 FROM repo_blobs rb WHERE rb.repository_id = $1 AND rb.blob_id = b.id))
        """, static row => Map(row), repository, digest);

    /// <summary>
    /// Those of the given blobs that the repository has. None of them can be deleted until the change commits: collection takes its rows FOR UPDATE, which waits for
    /// FOR KEY SHARE; taking them in one order for all keeps changes from waiting for each other in a circle. What the locks had to wait for is seen by the query
    /// behind them.
    /// </summary>
    public static async Task<Dictionary<Digest, BlobRow>> HoldAsync(PostgresSession session, long? repository, string[] digests)
    {
        session.QueueLock("SELECT 1 FROM blobs WHERE digest = ANY($1) ORDER BY digest FOR KEY SHARE", digests);
        var rows = await session.AllAsync(Columns + """
            , b.digest FROM blobs b WHERE b.digest = ANY($2) AND (b.id <= 2 OR EXISTS(SELECT 1 FROM repo_blobs rb WHERE rb.repository_id = $1 AND rb.blob_id = b.id))
            """, static row => (Digest: row.GetDigest(4), Row: Map(row)), repository, digests);
        return rows.ToDictionary(r => r.Digest, r => r.Row);
    }

    /// <summary>Sets a condemned blob live again.</summary>
    public static void Revive(PostgresSession session, long blob, DateTimeOffset now) =>
        session.Queue("UPDATE blobs SET state = 0, state_at = $2 WHERE id = $1 AND state = 1", blob, now);

    /// <summary>Makes a row; null when there is one of this digest.</summary>
    public static async Task<long?> InsertAsync(PostgresSession session, Digest digest, long size, BlobLocation location, DateTimeOffset now)
    {
        var id = await session.NumberAsync("INSERT INTO blobs(digest, size, storage_key, state, state_at) VALUES($1, $2, $3, 0, $4) ON CONFLICT DO NOTHING RETURNING id",
            digest, size, BlobRow.KeyOf(location), now);
        if (id is { } added) StoreInline(session, added, location);
        return id;
    }

    /// <summary>Gives a row whose bytes are being deleted new bytes. The deletion finds another key in the row then and leaves it alone.</summary>
    public static void Replace(PostgresSession session, long id, long size, BlobLocation location, DateTimeOffset now)
    {
        session.Queue("UPDATE blobs SET size = $2, storage_key = $3, state = 0, state_at = $4 WHERE id = $1", id, size, BlobRow.KeyOf(location), now);
        session.Queue("DELETE FROM inline_blobs WHERE blob_id = $1", id);
        StoreInline(session, id, location);
    }

    /// <summary>Makes the blob a member of the repository and keeps it there at least until the given time.</summary>
    public static void Pin(PostgresSession session, long repository, long blob, DateTimeOffset until) => session.Queue("""
        INSERT INTO repo_blobs(repository_id, blob_id, pinned_until) VALUES($1, $2, $3)
        ON CONFLICT(repository_id, blob_id) DO UPDATE SET pinned_until = greatest(repo_blobs.pinned_until, excluded.pinned_until)
        """, repository, blob, until);

    /// <summary>Starts the grace of a blob on its way out again.</summary>
    public static void Touch(PostgresSession session, long repository, long blob, DateTimeOffset now) =>
        session.Queue("UPDATE repo_blobs SET pinned_until = $3 WHERE repository_id = $1 AND blob_id = $2 AND pinned_until < $3", repository, blob, now);

    /// <summary>Starts the grace of every blob that a manifest needs, or that its index lists; longer pins stay.</summary>
    public static void TouchThoseOf(PostgresSession session, long repository, long manifest, DateTimeOffset now) => session.Queue("""
        UPDATE repo_blobs SET pinned_until = $3 WHERE repository_id = $1 AND pinned_until < $3 AND blob_id IN (
          SELECT blob_id FROM manifest_blobs WHERE manifest_id = $2 UNION SELECT b.id FROM manifest_children c JOIN blobs b ON b.digest = c.child WHERE c.manifest_id = $2)
        """, repository, manifest, now);

    /// <summary>True when a manifest of the repository needs the blob, or a sparse index lists it, which it does from before the blob came.</summary>
    public static Task<bool> IsReferencedAsync(PostgresSession session, long repository, long blob) => session.ExistsAsync("""
        SELECT 1 WHERE EXISTS(SELECT 1 FROM manifest_blobs WHERE blob_id = $1 AND repository_id = $2)
          OR EXISTS(SELECT 1 FROM blobs b JOIN manifest_children c ON c.repository_id = $2 AND c.child = b.digest WHERE b.id = $1)
        """, blob, repository);

    public static void Restore(PostgresSession session, long repository, Digest virtualBlob) =>
        session.Queue("DELETE FROM removed_virtual_blobs WHERE repository_id = $1 AND digest = $2", repository, virtualBlob);

    private static void StoreInline(PostgresSession session, long id, BlobLocation location)
    {
        if (location is BlobLocation.Inline inline) session.Queue("INSERT INTO inline_blobs(blob_id, content) VALUES($1, $2)", id, inline.Content);
    }

    private static BlobRow Map(PostgresRow row) => new(row.GetInt64(0), row.GetInt64(1), (BlobState)row.GetInt32(2), row.GetKeyOrNull(3));
}
