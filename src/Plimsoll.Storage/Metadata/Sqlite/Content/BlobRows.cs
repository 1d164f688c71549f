using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Content;

/// <summary>Rows of blobs, their membership in repositories and their inline bytes.</summary>
internal static class BlobRows
{
    public static BlobRow? Find(SqliteSession session, Digest digest) =>
        session.First("SELECT id, size, state, storage_key FROM blobs WHERE digest = ?1", static row => Map(row), digest);

    /// <summary>The blob when the repository has it; the virtual blobs are in every repository.</summary>
    public static BlobRow? FindIn(SqliteSession session, long? repository, Digest digest)
    {
        if (VirtualBlobs.Contains(digest)) return Find(session, digest);
        return repository is null ? null : session.First("""
            SELECT b.id, b.size, b.state, b.storage_key FROM blobs b
            WHERE b.digest = ?2 AND EXISTS(SELECT 1 FROM repo_blobs rb WHERE rb.repository_id = ?1 AND rb.blob_id = b.id)
            """, static row => Map(row), repository, digest);
    }

    /// <summary>Sets a condemned blob live again.</summary>
    public static void Revive(SqliteSession session, long blob, DateTimeOffset now) =>
        session.Execute("UPDATE blobs SET state = 0, state_at = ?2 WHERE id = ?1 AND state = 1", blob, now);

    public static long Insert(SqliteSession session, Digest digest, long size, BlobLocation location, DateTimeOffset now)
    {
        var id = session.Insert("INSERT INTO blobs(digest, size, storage_key, state, state_at) VALUES(?1, ?2, ?3, 0, ?4)",
            digest, size, BlobRow.KeyOf(location)?.Value, now);
        StoreInline(session, id, location);
        return id;
    }

    /// <summary>Gives a row whose bytes are being deleted new bytes. The deletion finds another key in the row then and leaves it alone.</summary>
    public static void Replace(SqliteSession session, long id, long size, BlobLocation location, DateTimeOffset now)
    {
        session.Execute("UPDATE blobs SET size = ?2, storage_key = ?3, state = 0, state_at = ?4 WHERE id = ?1", id, size, BlobRow.KeyOf(location)?.Value, now);
        session.Execute("DELETE FROM inline_blobs WHERE blob_id = ?1", id);
        StoreInline(session, id, location);
    }

    /// <summary>Makes the blob a member of the repository and keeps it there at least until the given time.</summary>
    public static void Pin(SqliteSession session, long repository, long blob, DateTimeOffset until) => session.Execute("""
        INSERT INTO repo_blobs(repository_id, blob_id, pinned_until) VALUES(?1, ?2, ?3)
        ON CONFLICT(repository_id, blob_id) DO UPDATE SET pinned_until = max(pinned_until, excluded.pinned_until)
        """, repository, blob, until);

    /// <summary>Starts the grace of a blob on its way out again.</summary>
    public static void Touch(SqliteSession session, long repository, long blob, DateTimeOffset now) =>
        session.Execute("UPDATE repo_blobs SET pinned_until = ?3 WHERE repository_id = ?1 AND blob_id = ?2 AND pinned_until < ?3", repository, blob, now);

    /// <summary>Starts the grace of every blob that a manifest needs, or that its index lists; longer pins stay.</summary>
    public static void TouchThoseOf(SqliteSession session, long repository, long manifest, DateTimeOffset now)
    {
        session.Execute("""
            UPDATE repo_blobs SET pinned_until = ?3
            WHERE repository_id = ?1 AND blob_id IN (SELECT blob_id FROM manifest_blobs WHERE manifest_id = ?2) AND pinned_until < ?3
            """, repository, manifest, now);
        session.Execute("""
            UPDATE repo_blobs SET pinned_until = ?3
            WHERE repository_id = ?1 AND blob_id IN (SELECT b.id FROM manifest_children c JOIN blobs b ON b.digest = c.child WHERE c.manifest_id = ?2) AND pinned_until < ?3
            """, repository, manifest, now);
    }

    /// <summary>True when a manifest of the repository needs the blob, or a sparse index lists it, which it does from before the blob came.</summary>
    public static bool IsReferenced(SqliteSession session, long repository, long blob) =>
        session.Exists("SELECT 1 FROM manifest_blobs WHERE blob_id = ?1 AND repository_id = ?2 LIMIT 1", blob, repository)
        || session.Exists("SELECT 1 FROM blobs b JOIN manifest_children c ON c.repository_id = ?2 AND c.child = b.digest WHERE b.id = ?1 LIMIT 1", blob, repository);

    public static void Restore(SqliteSession session, long repository, Digest virtualBlob) =>
        session.Execute("DELETE FROM removed_virtual_blobs WHERE repository_id = ?1 AND digest = ?2", repository, virtualBlob);

    private static void StoreInline(SqliteSession session, long id, BlobLocation location)
    {
        if (location is BlobLocation.Inline inline) session.Execute("INSERT INTO inline_blobs(blob_id, content) VALUES(?1, ?2)", id, inline.Content);
    }

    private static BlobRow Map(SqliteRow row) =>
        new(row.GetInt64(0), row.GetInt64(1), (BlobState)row.GetInt32(2), row.IsNull(3) ? null : StorageKey.Parse(row.GetString(3)));
}
