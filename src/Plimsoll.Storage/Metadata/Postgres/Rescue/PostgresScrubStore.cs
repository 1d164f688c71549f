using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata.Postgres.Content;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Rescue;

/// <summary>Checks of what is stored, in PostgreSQL.</summary>
internal sealed class PostgresScrubStore(PostgresDatabase database, TimeProvider time) : IScrubStore
{
    public async ValueTask<IReadOnlyList<StoredBlob>> ListBlobsAsync(long after, int limit, CancellationToken cancellationToken) => await database.ReadAsync(session => session.AllAsync("""
        SELECT b.id, b.digest, b.size, b.state, b.storage_key, i.content FROM blobs b LEFT JOIN inline_blobs i ON i.blob_id = b.id
        WHERE b.id > greatest($1, 2) AND b.state <> 2 ORDER BY b.id LIMIT $2
        """, static row => Map(row), after, (long)Math.Max(limit, 0)), cancellationToken);

    public async ValueTask<(long Blobs, long Bytes)> CountBlobsAsync(long after, CancellationToken cancellationToken) => await database.ReadAsync(session => session.FirstAsync(
        "SELECT count(*), coalesce(sum(size), 0)::bigint FROM blobs WHERE id > greatest($1, 2) AND state <> 2", static row => (row.GetInt64(0), row.GetInt64(1)), after), cancellationToken);

    public async ValueTask<IReadOnlyList<StorageKey>> FindUnknownAsync(IReadOnlyList<StorageKey> keys, CancellationToken cancellationToken) => await database.ReadAsync(session => session.AllAsync("""
        SELECT key FROM unnest($1) AS key
        EXCEPT SELECT storage_key FROM uploads
        EXCEPT SELECT subject FROM gc_queue WHERE kind = 'key' AND repository_id = 0
        EXCEPT SELECT storage_key FROM blobs WHERE storage_key IS NOT NULL
        """, static row => StorageKey.Parse(row.GetString(0)), keys.Select(k => k.Value).ToArray()), cancellationToken);

    public Task<bool> MarkDamagedAsync(StoredBlob blob, ScrubFinding finding, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        if (!await LockAsync(session, blob)) return false;
        session.Queue("UPDATE blobs SET state = 3, state_at = $2 WHERE id = $1", blob.Id, time.GetUtcNow());
        FindingRows.Put(session, finding);
        AuditRows.Insert(session, audit);
        return true;
    }, cancellationToken);

    public Task<bool> ReplaceAsync(StoredBlob blob, BlobLocation location, string? uploadId, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        if (!await LockAsync(session, blob)) return false;
        if (uploadId is not null && await session.ExecuteAsync("DELETE FROM uploads WHERE id = $1", uploadId) == 0) return false;
        var (before, now) = (BlobRow.KeyOf(blob.Location), time.GetUtcNow());
        BlobRows.Replace(session, blob.Id, blob.Size, location, now);
        if (before is { } old && old != BlobRow.KeyOf(location)) GarbageQueue.AddKey(session, old, now);
        FindingRows.Remove(session, blob.Digest.Value);
        AuditRows.Insert(session, audit);
        return true;
    }, cancellationToken);

    public Task AddOrphanAsync(ScrubFinding finding, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        FindingRows.Put(session, finding);
        return Task.FromResult(true);
    }, cancellationToken);

    public Task RemoveOrphansAsync(StorageKey? key, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.ExecuteAsync("DELETE FROM scrub_findings WHERE kind = 'orphan' AND ($1 IS NULL OR subject = $1)", key?.Value), cancellationToken);

    public async ValueTask<IReadOnlyList<ScrubFinding>> ListFindingsAsync(string? after, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => FindingRows.ListAsync(session, after, limit), cancellationToken);

    public async ValueTask<ScrubFinding?> FindAsync(RepositoryName repository, Digest digest, CancellationToken cancellationToken) => await database.ReadSnapshotAsync(async session =>
        await RepositoryRows.FindAsync(session, repository) is { } id && await BlobRows.FindInAsync(session, id, digest) is not null ? await FindingRows.FindAsync(session, digest.Value) : null, cancellationToken);

    public async ValueTask<IReadOnlyList<RepositoryName>> RepositoriesOfAsync(StoredBlob blob, int limit, CancellationToken cancellationToken) => await database.ReadAsync(session => session.AllAsync(
        "SELECT r.name FROM repo_blobs rb JOIN repositories r ON r.id = rb.repository_id WHERE rb.blob_id = $1 ORDER BY r.name LIMIT $2",
        static row => RepositoryName.Parse(row.GetString(0)), blob.Id, (long)Math.Max(limit, 0)), cancellationToken);

    public async ValueTask<string?> ReadProgressAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(static session => session.FirstAsync("SELECT progress FROM scrub_progress", static row => row.GetString(0)), cancellationToken);

    public Task SaveProgressAsync(string progress, CancellationToken cancellationToken) => database.WriteAsync(session => session.ExecuteAsync(
        "INSERT INTO scrub_progress(one, progress) VALUES(1, $1) ON CONFLICT(one) DO UPDATE SET progress = excluded.progress", progress), cancellationToken);

    /// <summary>
    /// Holds the repositories that have the blob, whose answers change, and then the row, as long as it still means the bytes that were looked at. Where it does not, the
    /// versions have moved for nothing.
    /// </summary>
    private static Task<bool> LockAsync(PostgresSession session, StoredBlob blob)
    {
        session.QueueLock("SELECT 1 FROM repositories WHERE id IN (SELECT repository_id FROM repo_blobs WHERE blob_id = $1) ORDER BY id FOR NO KEY UPDATE", blob.Id);
        session.Queue("UPDATE repositories SET version = version + 1 WHERE id IN (SELECT repository_id FROM repo_blobs WHERE blob_id = $1)", blob.Id);
        return session.ExistsAsync("SELECT 1 FROM blobs WHERE id = $1 AND digest = $2 AND state <> 2 AND storage_key IS NOT DISTINCT FROM $3 FOR NO KEY UPDATE",
            blob.Id, blob.Digest, BlobRow.KeyOf(blob.Location)?.Value);
    }

    private static StoredBlob Map(PostgresRow row) => new(row.GetInt64(0), row.GetDigest(1), row.GetInt64(2),
        row.GetKeyOrNull(4) is { } key ? new BlobLocation.Stored(key) : new BlobLocation.Inline(row.GetBytes(5)), row.GetInt32(3) == (int)BlobState.Damaged);
}
