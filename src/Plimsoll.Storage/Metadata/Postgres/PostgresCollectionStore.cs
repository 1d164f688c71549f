using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata.Postgres.Collection;
using Plimsoll.Storage.Metadata.Postgres.Content;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Postgres.Rules;

namespace Plimsoll.Storage.Metadata.Postgres;

/// <summary>Garbage collection in PostgreSQL: every transaction holds what it looks at, in the order in which pushes do, or passes it over.</summary>
internal sealed class PostgresCollectionStore(PostgresDatabase database, TimeProvider time) : ICollectionStore
{
    private const int MaxRuns = 100;

    public Task<CollectionClock> ReadClockAsync(bool accept, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        var now = time.GetUtcNow();
        var latest = await session.FirstAsync("SELECT seen_at FROM collection_clock WHERE one = 1 FOR UPDATE", static row => row.GetTime(0));
        if (accept || now > latest) session.Queue("UPDATE collection_clock SET seen_at = $1 WHERE one = 1", now);
        return new CollectionClock(now, accept ? now : latest);
    }, cancellationToken);

    public Task<int> ExpireUploadsAsync(int limit, bool dryRun, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        var now = time.GetUtcNow();
        var keys = await session.AllAsync("""
            DELETE FROM uploads WHERE id IN (SELECT id FROM uploads WHERE expires_at < $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING storage_key
            """, static row => row.GetString(0), now, limit);
        GarbageQueue.AddKeys(session, [.. keys], now);
        QuotaRows.HoldReserved(session);
        if (dryRun) session.Discard();
        return keys.Count;
    }, cancellationToken);

    public async ValueTask<IReadOnlyList<CollectionCandidate>> ListDueAsync(
        CandidateKind kind, DateTimeOffset before, CollectionCandidate? after, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => DueCandidates.ListAsync(session, kind, before, after, Math.Max(limit, 0)), cancellationToken);

    public Task<CollectionReview> ReviewAsync(IReadOnlyList<CollectionCandidate> candidates, CollectionRules rules, bool dryRun, CancellationToken cancellationToken) =>
        database.WriteAsync(session =>
        {
            if (dryRun) session.Discard();
            return Reviewing.RunAsync(session, candidates, rules, time.GetUtcNow());
        }, cancellationToken);

    public async ValueTask<StorageTotals> MeasureAsync(CancellationToken cancellationToken) => await database.ReadSnapshotAsync(async session =>
    {
        var manifests = await session.NumberAsync("SELECT sum(manifest_count)::bigint FROM repositories");
        var (blobs, bytes) = await session.FirstAsync("SELECT count(*), coalesce(sum(size), 0)::bigint FROM blobs WHERE id > 2", static row => (row.GetInt64(0), row.GetInt64(1)));
        var condemned = await MeasureCondemnedAsync(session);
        return new StorageTotals(manifests ?? 0, blobs, bytes, condemned.Blobs, condemned.Bytes);
    }, cancellationToken);

    public async ValueTask<CondemnedTotals> MeasureCondemnedAsync(CancellationToken cancellationToken) => await database.ReadAsync(MeasureCondemnedAsync, cancellationToken);

    public Task<IReadOnlyList<DoomedBlob>> BeginDeletingAsync(int limit, CancellationToken cancellationToken) =>
        database.WriteAsync<IReadOnlyList<DoomedBlob>>(async session => await BlobDeleting.BeginAsync(session, limit, time.GetUtcNow()), cancellationToken);

    public async ValueTask<IReadOnlyList<DoomedBlob>> ListDeletingAsync(long after, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => BlobDeleting.ListAsync(session, BlobState.Deleting, after, limit), cancellationToken);

    public Task<IReadOnlyList<DoomedBlob>> FinishDeletingAsync(IReadOnlyList<DoomedBlob> blobs, CancellationToken cancellationToken) =>
        database.WriteAsync<IReadOnlyList<DoomedBlob>>(async session => await BlobDeleting.FinishAsync(session, blobs, time.GetUtcNow()), cancellationToken);

    public Task RemoveKeysAsync(IReadOnlyList<StorageKey> keys, CancellationToken cancellationToken) => database.WriteAsync(session => session.ExecuteAsync(
        "DELETE FROM gc_queue WHERE kind = 'key' AND repository_id = 0 AND subject = ANY($1)", keys.Select(k => k.Value).ToArray()), cancellationToken);

    public Task<int> ForgetManifestsAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) => database.WriteAsync(session => session.ExecuteAsync("""
        DELETE FROM deleted_manifests WHERE id IN (SELECT id FROM deleted_manifests WHERE deleted_at <= $1 ORDER BY deleted_at LIMIT $2 FOR UPDATE SKIP LOCKED)
        """, before, limit), cancellationToken);

    public Task<UndeleteResult> UndeleteAsync(RepositoryName repository, DeletedReference reference, string actor, AuditEvent audit, CancellationToken cancellationToken) =>
        database.WriteAsync(session => new Undeleting(session, repository, actor, time.GetUtcNow()).RunAsync(reference, audit), cancellationToken);

    public Task RecordRunAsync(DateTimeOffset startedAt, string report, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        var id = await session.NumberAsync("INSERT INTO collection_runs(started_at, report) VALUES($1, $2) RETURNING id", startedAt, report);
        return await session.ExecuteAsync("DELETE FROM collection_runs WHERE id <= $1", id - MaxRuns);
    }, cancellationToken);

    public async ValueTask<IReadOnlyList<string>> ListRunsAsync(int limit, CancellationToken cancellationToken) => await database.ReadAsync(
        session => session.AllAsync("SELECT report FROM collection_runs ORDER BY id DESC LIMIT $1", static row => row.GetString(0), Math.Max(limit, 0)), cancellationToken);

    private static async Task<CondemnedTotals> MeasureCondemnedAsync(PostgresSession session) => (await session.FirstAsync(
        "SELECT count(*), coalesce(sum(size), 0)::bigint FROM blobs WHERE state > 0 AND state = 1", static row => new CondemnedTotals(row.GetInt64(0), row.GetInt64(1))))!;
}
