using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata.Sqlite.Content;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Rescue;

/// <summary>Checks of what is stored, in SQLite.</summary>
internal sealed class SqliteScrubStore(SqliteDatabase database, SqliteVersions versions, TimeProvider time) : IScrubStore
{
    public ValueTask<IReadOnlyList<StoredBlob>> ListBlobsAsync(long after, int limit, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<StoredBlob>>(
        database.Read(session => session.All("""
            SELECT b.id, b.digest, b.size, b.state, b.storage_key, i.content FROM blobs b LEFT JOIN inline_blobs i ON i.blob_id = b.id
            WHERE b.id > max(?1, 2) AND b.state <> 2 ORDER BY b.id LIMIT ?2
            """, static row => Map(row), after, Math.Max(limit, 0))));

    public ValueTask<(long Blobs, long Bytes)> CountBlobsAsync(long after, CancellationToken cancellationToken) => ValueTask.FromResult(database.Read(session => session.First(
        "SELECT count(*), coalesce(sum(size), 0) FROM blobs WHERE id > max(?1, 2) AND state <> 2", static row => (row.GetInt64(0), row.GetInt64(1)), after)));

    // Keys of blobs have no index, which every push would pay for: one pass over them answers for all the keys of the question.
    public ValueTask<IReadOnlyList<StorageKey>> FindUnknownAsync(IReadOnlyList<StorageKey> keys, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<StorageKey>>(
        database.ReadSnapshot(session => session.All("""
            SELECT value FROM json_each(?1)
            EXCEPT SELECT storage_key FROM uploads
            EXCEPT SELECT subject FROM gc_queue WHERE kind = 'key' AND repository_id = 0
            EXCEPT SELECT storage_key FROM blobs WHERE storage_key IS NOT NULL
            """, static row => StorageKey.Parse(row.GetString(0)), JsonSerializer.Serialize(keys.Select(k => k.Value)))));

    public Task<bool> MarkDamagedAsync(StoredBlob blob, ScrubFinding finding, AuditEvent audit, CancellationToken cancellationToken) => ChangeAsync(blob, session =>
    {
        if (!IsAsListed(session, blob)) return false;
        session.Execute("UPDATE blobs SET state = 3, state_at = ?2 WHERE id = ?1", blob.Id, time.GetUtcNow());
        FindingRows.Put(session, finding);
        AuditRows.Insert(session, audit);
        return true;
    }, cancellationToken);

    public Task<bool> ReplaceAsync(StoredBlob blob, BlobLocation location, string? uploadId, AuditEvent audit, CancellationToken cancellationToken) => ChangeAsync(blob, session =>
    {
        if (!IsAsListed(session, blob)) return false;
        if (uploadId is not null && session.Execute("DELETE FROM uploads WHERE id = ?1", uploadId) == 0) return false;
        var (before, now) = (BlobRow.KeyOf(blob.Location), time.GetUtcNow());
        BlobRows.Replace(session, blob.Id, blob.Size, location, now);
        if (before is { } old && old != BlobRow.KeyOf(location)) GarbageQueue.AddKey(session, old, now);
        FindingRows.Remove(session, blob.Digest.Value);
        AuditRows.Insert(session, audit);
        return true;
    }, cancellationToken);

    public Task AddOrphanAsync(ScrubFinding finding, CancellationToken cancellationToken) => database.WriteAsync(session => FindingRows.Put(session, finding), cancellationToken);

    public Task RemoveOrphansAsync(StorageKey? key, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.Execute("DELETE FROM scrub_findings WHERE kind = 'orphan' AND (?1 IS NULL OR subject = ?1)", key?.Value), cancellationToken);

    public ValueTask<IReadOnlyList<ScrubFinding>> ListFindingsAsync(string? after, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<ScrubFinding>>(database.Read(session => FindingRows.List(session, after, limit)));

    public ValueTask<ScrubFinding?> FindAsync(RepositoryName repository, Digest digest, CancellationToken cancellationToken) => ValueTask.FromResult(database.ReadSnapshot(session =>
        RepositoryRows.Find(session, repository) is { } id && BlobRows.FindIn(session, id, digest) is not null ? FindingRows.Find(session, digest.Value) : null));

    public ValueTask<IReadOnlyList<RepositoryName>> RepositoriesOfAsync(StoredBlob blob, int limit, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<RepositoryName>>(
        database.Read(session => RepositoriesOf(session, blob, limit)));

    public ValueTask<string?> ReadProgressAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(database.Read(static session => session.First("SELECT progress FROM scrub_progress", static row => row.GetString(0))));

    public Task SaveProgressAsync(string progress, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.Execute("INSERT INTO scrub_progress(one, progress) VALUES(1, ?1) ON CONFLICT(one) DO UPDATE SET progress = excluded.progress", progress), cancellationToken);

    private async Task<bool> ChangeAsync(StoredBlob blob, Func<SqliteSession, bool> change, CancellationToken cancellationToken)
    {
        var repositories = await database.WriteAsync(session => change(session) ? RepositoriesOf(session, blob, int.MaxValue) : null, cancellationToken);
        foreach (var repository in repositories ?? []) versions.Changed(repository);
        return repositories is not null;
    }

    private static List<RepositoryName> RepositoriesOf(SqliteSession session, StoredBlob blob, int limit) => session.All(
        "SELECT r.name FROM repo_blobs rb JOIN repositories r ON r.id = rb.repository_id WHERE rb.blob_id = ?1 ORDER BY r.name LIMIT ?2",
        static row => RepositoryName.Parse(row.GetString(0)), blob.Id, Math.Max(limit, 0));

    /// <summary>The row still means the bytes that were looked at.</summary>
    private static bool IsAsListed(SqliteSession session, StoredBlob blob) => session.Exists(
        "SELECT 1 FROM blobs WHERE id = ?1 AND digest = ?2 AND state <> 2 AND storage_key IS ?3", blob.Id, blob.Digest, BlobRow.KeyOf(blob.Location)?.Value);

    private static StoredBlob Map(SqliteRow row) => new(row.GetInt64(0), row.GetDigest(1), row.GetInt64(2),
        row.IsNull(4) ? new BlobLocation.Inline(row.GetBytes(5)) : new BlobLocation.Stored(StorageKey.Parse(row.GetString(4))), row.GetInt32(3) == (int)BlobState.Damaged);
}
