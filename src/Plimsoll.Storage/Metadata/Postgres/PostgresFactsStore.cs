using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Content;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres;

/// <summary>Facts and the queue of inspections in PostgreSQL.</summary>
internal sealed class PostgresFactsStore(PostgresDatabase database, TimeProvider time) : IFactsStore
{
    public async ValueTask<ReadOnlyMemory<byte>?> FindLayerAsync(Digest layer, int scannerVersion, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.FirstAsync("SELECT facts FROM layer_facts WHERE digest = $1 AND scanner_version = $2",
            static row => row.GetBytesOrNull(0), layer, scannerVersion), cancellationToken);

    public async ValueTask<KeptFacts?> FindLatestLayerAsync(Digest layer, int scannerVersion, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.FirstAsync(
            "SELECT scanner_version, facts FROM layer_facts WHERE digest = $1 AND scanner_version <= $2 ORDER BY scanner_version DESC LIMIT 1",
            static row => new KeptFacts((int)row.GetInt64(0), row.GetBytes(1)), layer, scannerVersion), cancellationToken);

    public Task StoreLayerAsync(Digest layer, int scannerVersion, ReadOnlyMemory<byte> facts, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        session.Queue("DELETE FROM layer_facts WHERE digest = $1 AND scanner_version < $2", layer, scannerVersion);
        return session.ExecuteAsync("""
            INSERT INTO layer_facts(digest, scanner_version, facts) VALUES($1, $2, $3)
            ON CONFLICT(digest, scanner_version) DO UPDATE SET facts = excluded.facts
            """, layer, scannerVersion, facts);
    }, cancellationToken);

    public async ValueTask<InspectionState?> FindImageAsync(Digest manifest, int scannerVersion, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.FirstAsync("SELECT state, document, error FROM inspections WHERE digest = $1 AND scanner_version = $2",
            static row => new InspectionState(row.GetString(0), row.GetBytesOrNull(1), row.GetStringOrNull(2)), manifest, scannerVersion), cancellationToken);

    public async ValueTask<KeptFacts?> FindLatestImageAsync(Digest manifest, int scannerVersion, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.FirstAsync("""
            SELECT scanner_version, document FROM inspections WHERE digest = $1 AND scanner_version <= $2 AND state = 'done' AND document IS NOT NULL ORDER BY scanner_version DESC LIMIT 1
            """, static row => new KeptFacts((int)row.GetInt64(0), row.GetBytes(1)), manifest, scannerVersion), cancellationToken);

    public async ValueTask<IReadOnlyList<OutdatedImage>> ListOutdatedAsync(int scannerVersion, Digest? after, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => InspectionRows.ListOutdatedAsync(session, scannerVersion, after, limit), cancellationToken);

    public Task EnqueueAsync(RepositoryName repository, Digest manifest, int scannerVersion, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        InspectionRows.Enqueue(session, repository, manifest, scannerVersion, time.GetUtcNow());
        return Task.FromResult(true);
    }, cancellationToken);

    public Task<InspectionJob?> TakeAsync(int scannerVersion, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        database.WriteAsync(session => InspectionRows.TakeAsync(session, scannerVersion, now, leaseUntil), cancellationToken);

    public Task<bool> RenewAsync(InspectionJob job, int scannerVersion, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        database.WriteAsync(async session => await session.ExecuteAsync("""
            UPDATE inspections SET due_at = $4 WHERE digest = $1 AND scanner_version = $2 AND state = 'running' AND attempts = $3
            """, job.Digest, scannerVersion, job.Attempts, leaseUntil) > 0, cancellationToken);

    public Task CompleteAsync(Digest manifest, int scannerVersion, ReadOnlyMemory<byte> document, CancellationToken cancellationToken) =>
        database.WriteAsync(session =>
        {
            session.Queue("DELETE FROM inspections WHERE digest = $1 AND scanner_version < $2", manifest, scannerVersion);
            return session.ExecuteAsync("""
                UPDATE inspections SET state = 'done', document = $3, error = NULL, finished_at = $4 WHERE digest = $1 AND scanner_version = $2
                """, manifest, scannerVersion, document, time.GetUtcNow());
        }, cancellationToken);

    public Task FailAsync(Digest manifest, int scannerVersion, string error, DateTimeOffset? retryAt, CancellationToken cancellationToken) =>
        // A worker whose lease ended may fail after another one has finished the job: what is done stays done.
        database.WriteAsync(session => session.ExecuteAsync("""
            UPDATE inspections SET state = CASE WHEN $4::bigint IS NULL THEN 'failed' ELSE 'waiting' END, due_at = coalesce($4, due_at), error = $3, finished_at = $5
            WHERE digest = $1 AND scanner_version = $2 AND state <> 'done'
            """, manifest, scannerVersion, error, retryAt, time.GetUtcNow()), cancellationToken);

    public async ValueTask<IReadOnlyList<OpenInspection>> ListOpenAsync(int scannerVersion, string? state, (string State, Digest Digest)? after, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => InspectionRows.ListOpenAsync(session, scannerVersion, state, after, limit), cancellationToken);

    public async ValueTask<InspectionCounts> CountOpenAsync(int scannerVersion, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => InspectionRows.CountOpenAsync(session, scannerVersion), cancellationToken);

    public Task<JobRetry> RetryAsync(Digest manifest, int scannerVersion, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        var retry = await InspectionRows.RetryAsync(session, manifest, scannerVersion, time.GetUtcNow());
        if (retry == JobRetry.Waiting) AuditRows.Insert(session, audit);
        return retry;
    }, cancellationToken);
}
