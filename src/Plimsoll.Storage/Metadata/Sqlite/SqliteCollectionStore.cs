using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata.Sqlite.Collection;
using Plimsoll.Storage.Metadata.Sqlite.Content;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite;

/// <summary>
/// Garbage collection in SQLite: one writer, so a transaction that looks again holds everything that it looks at. What a run decides is decided again where the power failed before it was on the disk; only that a blob is
/// being deleted is there for certain before its file goes.
/// </summary>
internal sealed class SqliteCollectionStore(SqliteDatabase database, SqliteVersions versions, TimeProvider time) : ICollectionStore
{
    private const int MaxRuns = 100;

    /// <summary>Rows that one statement counts: some milliseconds of a reader.</summary>
    private const int CountedAtOnce = 20_000;

    public Task<CollectionClock> ReadClockAsync(bool accept, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        var now = time.GetUtcNow();
        var latest = session.First("SELECT seen_at FROM collection_clock WHERE one = 1", static row => row.GetTime(0));
        if (accept || now > latest) session.Execute("UPDATE collection_clock SET seen_at = ?1 WHERE one = 1", now);
        return new CollectionClock(now, accept ? now : latest);
    }, cancellationToken);

    public Task<int> ExpireUploadsAsync(int limit, bool dryRun, CancellationToken cancellationToken) => database.WriteInBackgroundAsync(session =>
    {
        var now = time.GetUtcNow();
        var expired = session.All("SELECT id, storage_key FROM uploads WHERE expires_at < ?1 ORDER BY expires_at LIMIT ?2",
            static row => (Id: row.GetString(0), Key: StorageKey.Parse(row.GetString(1))), now, limit);
        if (dryRun) return expired.Count;
        foreach (var (id, key) in expired)
        {
            session.Execute("DELETE FROM uploads WHERE id = ?1", id);
            GarbageQueue.AddKey(session, key, now);
        }
        return expired.Count;
    }, cancellationToken);

    public ValueTask<IReadOnlyList<CollectionCandidate>> ListDueAsync(
        CandidateKind kind, DateTimeOffset before, CollectionCandidate? after, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<CollectionCandidate>>(database.Read(session => DueCandidates.List(session, kind, before, after, Math.Max(limit, 0))));

    public Task<CollectionReview> ReviewAsync(IReadOnlyList<CollectionCandidate> candidates, CollectionRules rules, bool dryRun, CancellationToken cancellationToken)
    {
        IReadOnlyCollection<RepositoryName> changed = [];
        return database.WriteRepeatableAsync(
            session =>
            {
                var review = Savepoint.Run(session, () => Reviewing.Run(session, candidates, rules, time.GetUtcNow()), _ => !dryRun);
                if (!dryRun) changed = review.Changed;
                return review;
            },
            () =>
            {
                foreach (var repository in changed) versions.Changed(repository);
            }, cancellationToken);
    }

    public async ValueTask<StorageTotals> MeasureAsync(CancellationToken cancellationToken)
    {
        var manifests = database.Read(session => session.Number("SELECT ifnull(sum(manifest_count), 0) FROM repositories WHERE id > 0"));
        var (blobs, bytes, part) = (0L, 0L, (Last: 2L, Rows: 0L, Bytes: 0L));
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            part = database.Read(session => session.First(
                "SELECT max(id), count(*), ifnull(sum(size), 0) FROM (SELECT id, size FROM blobs WHERE id > ?1 ORDER BY id LIMIT ?2)",
                static row => (row.IsNull(0) ? 0 : row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), part.Last, CountedAtOnce));
            (blobs, bytes) = (blobs + part.Rows, bytes + part.Bytes);
            // Whoever waits for this thread goes first.
            await Task.Yield();
        }
        while (part.Rows == CountedAtOnce);
        var condemned = await MeasureCondemnedAsync(cancellationToken);
        return new StorageTotals(manifests ?? 0, blobs, bytes, condemned.Blobs, condemned.Bytes);
    }

    public ValueTask<CondemnedTotals> MeasureCondemnedAsync(CancellationToken cancellationToken) => ValueTask.FromResult(database.Read(session => session.First(
        "SELECT count(*), ifnull(sum(size), 0) FROM blobs WHERE state > 0 AND state = 1", static row => new CondemnedTotals(row.GetInt64(0), row.GetInt64(1))))!);

    public Task<IReadOnlyList<DoomedBlob>> BeginDeletingAsync(int limit, CancellationToken cancellationToken) =>
        database.WriteInBackgroundAsync<IReadOnlyList<DoomedBlob>>(session => BlobDeleting.Begin(session, limit, time.GetUtcNow()), cancellationToken);

    public ValueTask<IReadOnlyList<DoomedBlob>> ListDeletingAsync(long after, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<DoomedBlob>>(database.Read(session => BlobDeleting.List(session, BlobState.Deleting, after, limit)));

    public Task<IReadOnlyList<DoomedBlob>> FinishDeletingAsync(IReadOnlyList<DoomedBlob> blobs, CancellationToken cancellationToken) =>
        database.WriteRepeatableAsync<IReadOnlyList<DoomedBlob>>(session => BlobDeleting.Finish(session, blobs, time.GetUtcNow()), cancellationToken);

    public Task RemoveKeysAsync(IReadOnlyList<StorageKey> keys, CancellationToken cancellationToken) => database.WriteRepeatableAsync(session =>
    {
        foreach (var key in keys) session.Execute("DELETE FROM gc_queue WHERE kind = 'key' AND repository_id = 0 AND subject = ?1", key);
        return keys.Count;
    }, cancellationToken);

    public Task<int> ForgetManifestsAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) => database.WriteRepeatableAsync(session => session.Execute("""
        DELETE FROM deleted_manifests WHERE id IN (SELECT id FROM deleted_manifests WHERE deleted_at <= ?1 ORDER BY deleted_at LIMIT ?2)
        """, before, limit), cancellationToken);

    public Task<UndeleteResult> UndeleteAsync(RepositoryName repository, DeletedReference reference, string actor, AuditEvent audit, CancellationToken cancellationToken) =>
        database.WriteAsync(session => Savepoint.Run(
            session, () => new Undeleting(session, repository, actor, time.GetUtcNow()).Run(reference, audit), static result => result is UndeleteResult.Restored),
            () => versions.Changed(repository), cancellationToken);

    public Task RecordRunAsync(DateTimeOffset startedAt, string report, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        var id = session.Insert("INSERT INTO collection_runs(started_at, report) VALUES(?1, ?2)", startedAt, report);
        return session.Execute("DELETE FROM collection_runs WHERE id <= ?1", id - MaxRuns);
    }, cancellationToken);

    public ValueTask<IReadOnlyList<string>> ListRunsAsync(int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<string>>(database.Read(session =>
            session.All("SELECT report FROM collection_runs WHERE id > 0 ORDER BY id DESC LIMIT ?1", static row => row.GetString(0), Math.Max(limit, 0))));
}
