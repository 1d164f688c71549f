using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Sqlite;

namespace Plimsoll.Tests.Storage.Metadata.Sqlite;

/// <summary>A SQLite store in a directory of its own.</summary>
internal sealed class SqliteProbe : IMetadataProbe
{
    /// <summary>Statements that find what must not be.</summary>
    private static readonly (string Name, string Sql)[] Invariants =
    [
        ("I2: a manifest needs a blob that its repository lacks", """
            SELECT m.digest || ' needs ' || b.digest FROM manifest_blobs mb JOIN manifests m ON m.id = mb.manifest_id JOIN blobs b ON b.id = mb.blob_id
            WHERE b.id > 2 AND (b.state = 2 OR mb.repository_id <> m.repository_id
              OR NOT EXISTS(SELECT 1 FROM repo_blobs rb WHERE rb.repository_id = m.repository_id AND rb.blob_id = b.id))
            """),
        ("I2: an index lists a manifest that its repository lacks", """
            SELECT c.child FROM manifest_children c WHERE NOT EXISTS(SELECT 1 FROM manifests m WHERE m.repository_id = c.repository_id AND m.digest = c.child)
            """),
        ("I2: a manifest needs a virtual blob that was deleted", """
            SELECT b.digest FROM manifest_blobs mb JOIN blobs b ON b.id = mb.blob_id
            JOIN removed_virtual_blobs v ON v.digest = b.digest AND v.repository_id = mb.repository_id
            """),
        ("a tag points at nothing", """
            SELECT t.name FROM tags t WHERE NOT EXISTS(SELECT 1 FROM manifests m WHERE m.repository_id = t.repository_id AND m.digest = t.digest)
            """),
        ("a count is wrong", """
            SELECT name FROM repositories r WHERE tag_count <> (SELECT count(*) FROM tags WHERE repository_id = r.id)
              OR manifest_count <> (SELECT count(*) FROM manifests WHERE repository_id = r.id)
            """),
        ("a manifest has no bytes", "SELECT digest FROM manifests WHERE id NOT IN (SELECT manifest_id FROM manifest_contents)"),
        ("bytes are kept twice or not at all", """
            SELECT digest FROM blobs WHERE (storage_key IS NULL) <> EXISTS(SELECT 1 FROM inline_blobs WHERE blob_id = blobs.id)
            """),
        ("a move does not follow the one before", """
            SELECT tag FROM (SELECT tag, previous, lag(digest) OVER (PARTITION BY repository_id, tag ORDER BY id) AS before FROM tag_moves) WHERE previous IS NOT before
            """),
        ("a foreign key is broken", "SELECT \"table\" FROM pragma_foreign_key_check"),
        ("the file is damaged", "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'"),
    ];

    private readonly TemporaryDirectory _directory;
    private readonly TimeProvider _time;
    private SqliteMetadataStore _store;

    /// <param name="time">The clock.</param>
    /// <param name="inMemory">Keeps the files in memory, where the machine has a place for that: for tests that do very much.</param>
    public SqliteProbe(TimeProvider time, bool inMemory = false)
    {
        _time = time;
        _directory = new TemporaryDirectory(inMemory && Directory.Exists("/dev/shm") ? "/dev/shm" : null);
        _store = SqliteMetadataStore.Open(_directory.File("plimsoll.db"), time);
    }

    public IMetadataStore Store => _store;

    public SqliteMetadataStore Sqlite => _store;

    public Task SetBlobStateAsync(Digest digest, int state) =>
        _store.Database.WriteAsync(session => session.Execute("UPDATE blobs SET state = ?2 WHERE digest = ?1", digest, state), default);

    public Task<int?> BlobStateAsync(Digest digest) =>
        Task.FromResult((int?)_store.Database.Read(session => session.Number("SELECT state FROM blobs WHERE digest = ?1", digest)));

    public Task<IReadOnlyList<Candidate>> CandidatesAsync() => Task.FromResult<IReadOnlyList<Candidate>>(_store.Database.Read(session => session.All(
        """
        SELECT kind, subject, review_after FROM gc_queue
        UNION ALL SELECT 'blob', b.digest, rb.pinned_until FROM repo_blobs rb JOIN blobs b ON b.id = rb.blob_id WHERE rb.pinned_until > 0
        """, static row => new Candidate(row.GetString(0), row.GetString(1), row.GetTime(2)))));

    public Task CondemnAsync(Digest digest) => _store.Database.WriteAsync(session => session.Execute("""
        UPDATE blobs SET state = 1 WHERE digest = ?1 AND state = 0 AND NOT EXISTS(SELECT 1 FROM manifest_blobs WHERE blob_id = blobs.id)
        """, digest), default);

    public Task RemoveBlobRowAsync(Digest digest) => _store.Database.WriteAsync(session =>
    {
        session.Execute("DELETE FROM repo_blobs WHERE blob_id = (SELECT id FROM blobs WHERE digest = ?1 AND state = 2)", digest);
        return session.Execute("DELETE FROM blobs WHERE digest = ?1 AND state = 2", digest);
    }, default);

    public Task<StorageKey?> StorageKeyOfAsync(Digest digest) => Task.FromResult(_store.Database.Read(session =>
        session.First("SELECT storage_key FROM blobs WHERE digest = ?1", static row => row.GetStringOrNull(0), digest) is { } key ? StorageKey.Parse(key) : default(StorageKey?)));

    public Task<IReadOnlyList<StorageKey>> TakeKeysAsync() => _store.Database.WriteAsync<IReadOnlyList<StorageKey>>(session =>
    {
        session.Exists("SELECT 1 FROM gc_queue JOIN blobs ON storage_key = subject WHERE kind = 'key' AND state < 2").ShouldBeFalse();
        return session.All("DELETE FROM gc_queue WHERE kind = 'key' RETURNING subject", static row => StorageKey.Parse(row.GetString(0)));
    }, default);

    public Task<IReadOnlySet<StorageKey>> AccountedKeysAsync() => Task.FromResult<IReadOnlySet<StorageKey>>(_store.Database.Read(session => session.All("""
        SELECT storage_key FROM blobs WHERE storage_key IS NOT NULL UNION SELECT storage_key FROM uploads UNION SELECT subject FROM gc_queue WHERE kind = 'key'
        """, static row => StorageKey.Parse(row.GetString(0)))).ToHashSet());

    public Task<MetadataSnapshot> SnapshotAsync() => Task.FromResult(_store.Database.ReadSnapshot(SqliteSnapshot.Read));

    public async Task ReopenAsync()
    {
        await _store.DisposeAsync();
        _store = SqliteMetadataStore.Open(_directory.File("plimsoll.db"), _time);
    }

    public Task ForceRemoveBlobRowAsync(Digest digest) => _store.Database.WriteAsync(session =>
    {
        var id = session.Number("SELECT id FROM blobs WHERE digest = ?1", digest);
        session.Execute("DELETE FROM repo_blobs WHERE blob_id = ?1", id);
        session.Execute("DELETE FROM manifest_blobs WHERE blob_id = ?1", id);
        return session.Execute("DELETE FROM blobs WHERE id = ?1", id);
    }, default);

    public Task<IReadOnlyList<string>> ViolationsAsync() => Task.FromResult<IReadOnlyList<string>>(_store.Database.ReadSnapshot(session =>
        Invariants.SelectMany(i => session.All(i.Sql, static row => row.GetString(0)).Select(found => $"{i.Name}: {found}")).ToList()));

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _directory.Dispose();
    }
}
