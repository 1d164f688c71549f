using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Tests.Storage.Metadata.Sqlite;

/// <summary>Reads all content out of SQLite.</summary>
internal static class SqliteSnapshot
{
    public static MetadataSnapshot Read(SqliteSession session) => new()
    {
        Blobs = session.All("SELECT digest, size, storage_key, state FROM blobs WHERE id > 2", static row =>
            new BlobShown(row.GetDigest(0), row.GetInt64(1), row.IsNull(2) ? null : StorageKey.Parse(row.GetString(2)), row.GetInt32(3))).ToDictionary(b => b.Digest),
        Memberships = session.All("""
            SELECT r.name, b.digest FROM repo_blobs rb JOIN repositories r ON r.id = rb.repository_id JOIN blobs b ON b.id = rb.blob_id
            """, static row => (row.GetString(0), row.GetDigest(1))).ToHashSet(),
        Manifests = session.All("SELECT r.name, m.digest FROM manifests m JOIN repositories r ON r.id = m.repository_id", static row => (row.GetString(0), row.GetDigest(1))).ToHashSet(),
        Tags = session.All("SELECT r.name, t.name, t.digest FROM tags t JOIN repositories r ON r.id = t.repository_id",
            static row => (row.GetString(0), row.GetString(1), row.GetDigest(2))).ToDictionary(t => (t.Item1, t.Item2), t => t.Item3),
        Keys = session.All("SELECT storage_key FROM uploads UNION ALL SELECT subject FROM gc_queue WHERE kind = 'key'", static row => StorageKey.Parse(row.GetString(0))).ToHashSet(),
    };
}
