using System.Globalization;
using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>Looks into any database, and does what collection does, in statements that every engine understands.</summary>
internal abstract class SqlProbe : IMetadataProbe
{
    public abstract IMetadataStore Store { get; }

    public Task SetBlobStateAsync(Digest digest, int state) => ChangeAsync($"UPDATE blobs SET state = {state} WHERE digest = $1 RETURNING digest", digest);

    public async Task<int?> BlobStateAsync(Digest digest) => await AskAsync("SELECT CAST(state AS text) FROM blobs WHERE digest = $1", digest) is { } state ? int.Parse(state, CultureInfo.InvariantCulture) : null;

    public async Task<IReadOnlyList<Candidate>> CandidatesAsync() => [.. (await ReadAsync(query => query("""
        SELECT kind, subject, CAST(review_after AS text) FROM gc_queue
        UNION ALL SELECT 'blob', b.digest, CAST(rb.pinned_until AS text) FROM repo_blobs rb JOIN blobs b ON b.id = rb.blob_id WHERE rb.pinned_until > 0
        """, 3))).Select(static row => new Candidate(row[0]!, row[1]!, DateTimeOffset.FromUnixTimeMilliseconds(Number(row[2]))))];

    public Task CondemnAsync(Digest digest) => ChangeAsync("""
        UPDATE blobs SET state = 1 WHERE digest = $1 AND state = 0 AND NOT EXISTS(SELECT 1 FROM manifest_blobs WHERE blob_id = blobs.id) RETURNING digest
        """, digest);

    public Task RemoveBlobRowAsync(Digest digest) => RunAsync(isChange: true, async query =>
    {
        await query("DELETE FROM repo_blobs WHERE blob_id = (SELECT id FROM blobs WHERE digest = $1 AND state = 2) RETURNING 'gone'", 1, digest.Value);
        return await query("DELETE FROM blobs WHERE digest = $1 AND state = 2 RETURNING digest", 1, digest.Value);
    });

    public Task ForgetDeletedAsync(Digest digest) => ChangeAsync("DELETE FROM deleted_manifests WHERE digest = $1 RETURNING digest", digest);

    public Task ForceRemoveBlobRowAsync(Digest digest) => RunAsync(isChange: true, async query =>
    {
        foreach (var table in new[] { "repo_blobs", "manifest_blobs" }) await query($"DELETE FROM {table} WHERE blob_id = (SELECT id FROM blobs WHERE digest = $1) RETURNING 'gone'", 1, digest.Value);
        return await query("DELETE FROM blobs WHERE digest = $1 RETURNING digest", 1, digest.Value);
    });

    public async Task<StorageKey?> StorageKeyOfAsync(Digest digest) => await AskAsync("SELECT storage_key FROM blobs WHERE digest = $1", digest) is { } key ? StorageKey.Parse(key) : null;

    public Task<IReadOnlyList<StorageKey>> TakeKeysAsync() => RunAsync<IReadOnlyList<StorageKey>>(isChange: true, async query =>
    {
        (await query("SELECT subject FROM gc_queue JOIN blobs ON storage_key = subject WHERE kind = 'key' AND state < 2")).ShouldBeEmpty();
        return [.. (await query("DELETE FROM gc_queue WHERE kind = 'key' RETURNING subject")).Select(static row => StorageKey.Parse(row[0]!))];
    });

    public async Task<IReadOnlySet<StorageKey>> AccountedKeysAsync() => (await ReadAsync(query => query("""
        SELECT storage_key FROM blobs WHERE storage_key IS NOT NULL UNION SELECT storage_key FROM uploads UNION SELECT subject FROM gc_queue WHERE kind = 'key'
        """))).Select(static row => StorageKey.Parse(row[0]!)).ToHashSet();

    public Task<MetadataSnapshot> SnapshotAsync() => ReadAsync(async query => new MetadataSnapshot
    {
        Blobs = (await query("SELECT digest, CAST(size AS text), storage_key, CAST(state AS text) FROM blobs WHERE id > 2", 4)).Select(static row =>
            new BlobShown(Digest.Parse(row[0]!), Number(row[1]), row[2] is { } key ? StorageKey.Parse(key) : null, (int)Number(row[3]))).ToDictionary(static b => b.Digest),
        Memberships = (await query("""
            SELECT r.name, b.digest FROM repo_blobs rb JOIN repositories r ON r.id = rb.repository_id JOIN blobs b ON b.id = rb.blob_id
            """, 2)).Select(static row => (row[0]!, Digest.Parse(row[1]!))).ToHashSet(),
        Manifests = (await query("SELECT r.name, m.digest FROM manifests m JOIN repositories r ON r.id = m.repository_id", 2)).Select(static row => (row[0]!, Digest.Parse(row[1]!))).ToHashSet(),
        Tags = (await query("SELECT r.name, t.name, t.digest FROM tags t JOIN repositories r ON r.id = t.repository_id", 3)).ToDictionary(static row => (row[0]!, row[1]!), static row => Digest.Parse(row[2]!)),
        Keys = (await query("SELECT storage_key FROM uploads UNION ALL SELECT subject FROM gc_queue WHERE kind = 'key'")).Select(static row => StorageKey.Parse(row[0]!)).ToHashSet(),
    });

    public abstract Task<IReadOnlyList<string>> ViolationsAsync();

    public virtual async Task<bool> CutPowerAsync()
    {
        await ReopenAsync();
        return false;
    }

    public virtual Task<bool> HasUnflushedAsync() => Task.FromResult(false);

    public abstract Task ReopenAsync();

    public abstract ValueTask DisposeAsync();

    /// <summary>Runs statements in one transaction.</summary>
    protected abstract Task<T> RunAsync<T>(bool isChange, Func<ProbeQuery, Task<T>> work);

    private static long Number(string? text) => long.Parse(text!, CultureInfo.InvariantCulture);

    private Task<T> ReadAsync<T>(Func<ProbeQuery, Task<T>> read) => RunAsync(isChange: false, read);

    private Task ChangeAsync(string sql, Digest digest) => RunAsync(isChange: true, query => query(sql, 1, digest.Value));

    private async Task<string?> AskAsync(string sql, Digest digest) => (await ReadAsync(query => query(sql, 1, digest.Value))) is [[var answer], ..] ? answer : null;
}
