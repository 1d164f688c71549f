using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Postgres;

namespace Plimsoll.Tests.Storage.Metadata.Postgres;

/// <summary>A PostgreSQL store in a database of its own.</summary>
internal sealed class PostgresProbe : IMetadataProbe
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
            SELECT tag FROM (SELECT tag, previous, lag(digest) OVER (PARTITION BY repository_id, tag ORDER BY id) AS before FROM tag_moves) m WHERE previous IS DISTINCT FROM before
            """),
        ("I6: a quota does not say the sum of its rows", """
            SELECT 'rule ' || q.rule_id FROM quotas q WHERE tags <> (SELECT count(*) FROM tags WHERE repository_id IN (SELECT repository_id FROM quota_repositories WHERE rule_id = q.rule_id))
              OR reserved <> (SELECT coalesce(sum(bytes), 0) FROM quota_reservations WHERE rule_id = q.rule_id)
              OR bytes <> (SELECT coalesce(sum(size), 0) FROM manifests WHERE repository_id IN (SELECT repository_id FROM quota_repositories WHERE rule_id = q.rule_id))
                + (SELECT coalesce(sum(size), 0) FROM blobs WHERE id IN (
                    SELECT blob_id FROM repo_blobs WHERE repository_id IN (SELECT repository_id FROM quota_repositories WHERE rule_id = q.rule_id)))
            """),
        ("I6: a reservation outlives its upload", "SELECT upload_id FROM quota_reservations WHERE upload_id NOT IN (SELECT id FROM uploads)"),
    ];

    private readonly PostgresServer _server;
    private readonly string _address;
    private readonly TimeProvider _time;
    private PostgresMetadataStore _store;

    private PostgresProbe(PostgresServer server, string address, PostgresMetadataStore store, TimeProvider time) => (_server, _address, _store, _time) = (server, address, store, time);

    public IMetadataStore Store => _store;

    public static async Task<IMetadataProbe> OpenAsync(TimeProvider time)
    {
        var server = await PostgresServer.GetAsync();
        var address = await server.CreateDatabaseAsync();
        return new PostgresProbe(server, address, await PostgresMetadataStore.OpenAsync(address, time, null, default), time);
    }

    public Task SetBlobStateAsync(Digest digest, int state) =>
        _store.Database.WriteAsync(session => session.ExecuteAsync("UPDATE blobs SET state = $2 WHERE digest = $1", digest, state), default);

    public async Task<int?> BlobStateAsync(Digest digest) =>
        (int?)await _store.Database.ReadAsync(session => session.NumberAsync("SELECT state::bigint FROM blobs WHERE digest = $1", digest), default);

    public async Task<IReadOnlyList<Candidate>> CandidatesAsync() => await _store.Database.ReadAsync(session => session.AllAsync(
        """
        SELECT kind, subject, review_after FROM gc_queue
        UNION ALL SELECT 'blob', b.digest, rb.pinned_until FROM repo_blobs rb JOIN blobs b ON b.id = rb.blob_id WHERE rb.pinned_until > 0
        """, static row => new Candidate(row.GetString(0), row.GetString(1), row.GetTime(2))), default);

    public Task CondemnAsync(Digest digest) => _store.Database.WriteAsync(session => session.ExecuteAsync("""
        UPDATE blobs SET state = 1 WHERE digest = $1 AND state = 0 AND NOT EXISTS(SELECT 1 FROM manifest_blobs WHERE blob_id = blobs.id)
        """, digest), default);

    public Task RemoveBlobRowAsync(Digest digest) => _store.Database.WriteAsync(async session =>
    {
        session.Queue("DELETE FROM repo_blobs WHERE blob_id = (SELECT id FROM blobs WHERE digest = $1 AND state = 2)", digest);
        return await session.ExecuteAsync("DELETE FROM blobs WHERE digest = $1 AND state = 2", digest);
    }, default);

    public Task<StorageKey?> StorageKeyOfAsync(Digest digest) =>
        _store.Database.ReadAsync(session => session.FirstAsync("SELECT storage_key FROM blobs WHERE digest = $1", static row => row.GetKeyOrNull(0), digest), default);

    public Task<IReadOnlyList<StorageKey>> TakeKeysAsync() => _store.Database.WriteAsync<IReadOnlyList<StorageKey>>(async session =>
    {
        (await session.ExistsAsync("SELECT 1 FROM gc_queue JOIN blobs ON storage_key = subject WHERE kind = 'key' AND state < 2")).ShouldBeFalse();
        return await session.AllAsync("DELETE FROM gc_queue WHERE kind = 'key' RETURNING subject", static row => StorageKey.Parse(row.GetString(0)));
    }, default);

    public async Task<IReadOnlySet<StorageKey>> AccountedKeysAsync() => (await _store.Database.ReadAsync(session => session.AllAsync("""
        SELECT storage_key FROM blobs WHERE storage_key IS NOT NULL UNION SELECT storage_key FROM uploads UNION SELECT subject FROM gc_queue WHERE kind = 'key'
        """, static row => StorageKey.Parse(row.GetString(0))), default)).ToHashSet();

    public Task<MetadataSnapshot> SnapshotAsync() => _store.Database.ReadSnapshotAsync(async session => new MetadataSnapshot
    {
        Blobs = (await session.AllAsync("SELECT digest, size, storage_key, state::bigint FROM blobs WHERE id > 2",
            static row => new BlobShown(row.GetDigest(0), row.GetInt64(1), row.GetKeyOrNull(2), (int)row.GetInt64(3)))).ToDictionary(b => b.Digest),
        Memberships = (await session.AllAsync("""
            SELECT r.name, b.digest FROM repo_blobs rb JOIN repositories r ON r.id = rb.repository_id JOIN blobs b ON b.id = rb.blob_id
            """, static row => (row.GetString(0), row.GetDigest(1)))).ToHashSet(),
        Manifests = (await session.AllAsync("SELECT r.name, m.digest FROM manifests m JOIN repositories r ON r.id = m.repository_id",
            static row => (row.GetString(0), row.GetDigest(1)))).ToHashSet(),
        Tags = (await session.AllAsync("SELECT r.name, t.name, t.digest FROM tags t JOIN repositories r ON r.id = t.repository_id",
            static row => (row.GetString(0), row.GetString(1), row.GetDigest(2)))).ToDictionary(t => (t.Item1, t.Item2), t => t.Item3),
        Keys = (await session.AllAsync("SELECT storage_key FROM uploads UNION ALL SELECT subject FROM gc_queue WHERE kind = 'key'",
            static row => StorageKey.Parse(row.GetString(0)))).ToHashSet(),
    }, default);

    public async Task ReopenAsync()
    {
        await _store.DisposeAsync();
        _store = await PostgresMetadataStore.OpenAsync(_address, _time, null, default);
    }

    public Task ForceRemoveBlobRowAsync(Digest digest) => _store.Database.WriteAsync(async session =>
    {
        session.Queue("DELETE FROM repo_blobs WHERE blob_id = (SELECT id FROM blobs WHERE digest = $1)", digest);
        session.Queue("DELETE FROM manifest_blobs WHERE blob_id = (SELECT id FROM blobs WHERE digest = $1)", digest);
        return await session.ExecuteAsync("DELETE FROM blobs WHERE digest = $1", digest);
    }, default);

    public Task<IReadOnlyList<string>> ViolationsAsync() => ViolationsAsync(_store);

    /// <summary>What contradicts itself in any store of this engine.</summary>
    public static Task<IReadOnlyList<string>> ViolationsAsync(PostgresMetadataStore store) => store.Database.ReadSnapshotAsync<IReadOnlyList<string>>(async session =>
    {
        var violations = new List<string>();
        foreach (var (name, sql) in Invariants) violations.AddRange((await session.AllAsync(sql, static row => row.GetString(0))).Select(found => $"{name}: {found}"));
        return violations;
    }, default);

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _server.Return(_address);
    }
}
