using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Sqlite.Content;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite;

/// <summary>Facts and the queue of inspections in SQLite.</summary>
internal sealed class SqliteFactsStore(SqliteDatabase database, TimeProvider time) : IFactsStore
{
    public ValueTask<ReadOnlyMemory<byte>?> FindLayerAsync(Digest layer, int scannerVersion, CancellationToken cancellationToken)
    {
        var facts = database.Read(session => session.First("SELECT facts FROM layer_facts WHERE digest = ?1 AND scanner_version = ?2",
            static row => row.GetBytesOrNull(0), layer, scannerVersion));
        return ValueTask.FromResult(facts);
    }

    public ValueTask<KeptFacts?> FindLatestLayerAsync(Digest layer, int scannerVersion, CancellationToken cancellationToken) =>
        ValueTask.FromResult(database.Read(session => session.First(
            "SELECT scanner_version, facts FROM layer_facts WHERE digest = ?1 AND scanner_version <= ?2 ORDER BY scanner_version DESC LIMIT 1",
            static row => new KeptFacts(row.GetInt32(0), row.GetBytes(1)), layer, scannerVersion)));

    public Task StoreLayerAsync(Digest layer, int scannerVersion, ReadOnlyMemory<byte> facts, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        session.Execute("DELETE FROM layer_facts WHERE digest = ?1 AND scanner_version < ?2", layer, scannerVersion);
        return session.Execute("""
            INSERT INTO layer_facts(digest, scanner_version, facts) VALUES(?1, ?2, ?3)
            ON CONFLICT(digest, scanner_version) DO UPDATE SET facts = excluded.facts
            """, layer, scannerVersion, facts);
    }, cancellationToken);

    public ValueTask<InspectionState?> FindImageAsync(Digest manifest, int scannerVersion, CancellationToken cancellationToken) =>
        ValueTask.FromResult(database.Read(session => session.First("SELECT state, document, error FROM inspections WHERE digest = ?1 AND scanner_version = ?2",
            static row => new InspectionState(row.GetString(0), row.GetBytesOrNull(1), row.GetStringOrNull(2)), manifest, scannerVersion)));

    public ValueTask<KeptFacts?> FindLatestImageAsync(Digest manifest, int scannerVersion, CancellationToken cancellationToken) =>
        ValueTask.FromResult(database.Read(session => session.First("""
            SELECT scanner_version, document FROM inspections WHERE digest = ?1 AND scanner_version <= ?2 AND state = 'done' AND document IS NOT NULL ORDER BY scanner_version DESC LIMIT 1
            """, static row => new KeptFacts(row.GetInt32(0), row.GetBytes(1)), manifest, scannerVersion)));

    public ValueTask<IReadOnlyList<OutdatedImage>> ListOutdatedAsync(int scannerVersion, Digest? after, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<OutdatedImage>>(database.Read(session => InspectionRows.ListOutdated(session, scannerVersion, after, limit)));

    public Task EnqueueAsync(RepositoryName repository, Digest manifest, int scannerVersion, CancellationToken cancellationToken) =>
        database.WriteAsync(session => InspectionRows.Enqueue(session, repository, manifest, scannerVersion, time.GetUtcNow()), cancellationToken);

    public Task<InspectionJob?> TakeAsync(int scannerVersion, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        database.WriteAsync(session => InspectionRows.Take(session, scannerVersion, now, leaseUntil), cancellationToken);

    public Task<bool> RenewAsync(InspectionJob job, int scannerVersion, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.Execute("""
            UPDATE inspections SET due_at = ?4 WHERE digest = ?1 AND scanner_version = ?2 AND state = 'running' AND attempts = ?3
            """, job.Digest, scannerVersion, job.Attempts, leaseUntil) > 0, cancellationToken);

    public Task CompleteAsync(Digest manifest, int scannerVersion, ReadOnlyMemory<byte> document, CancellationToken cancellationToken) =>
        database.WriteAsync(session =>
        {
            session.Execute("DELETE FROM inspections WHERE digest = ?1 AND scanner_version < ?2", manifest, scannerVersion);
            return session.Execute("""
                UPDATE inspections SET state = 'done', document = ?3, error = NULL, finished_at = ?4 WHERE digest = ?1 AND scanner_version = ?2
                """, manifest, scannerVersion, document, time.GetUtcNow());
        }, cancellationToken);

    public Task FailAsync(Digest manifest, int scannerVersion, string error, DateTimeOffset? retryAt, CancellationToken cancellationToken) =>
        // A worker whose lease ended may fail after another one has finished the job: what is done stays done.
        database.WriteAsync(session => session.Execute("""
            UPDATE inspections SET state = iif(?4 IS NULL, 'failed', 'waiting'), due_at = ifnull(?4, due_at), error = ?3, finished_at = ?5
            WHERE digest = ?1 AND scanner_version = ?2 AND state <> 'done'
            """, manifest, scannerVersion, error, retryAt, time.GetUtcNow()), cancellationToken);

    public ValueTask<IReadOnlyList<OpenInspection>> ListOpenAsync(int scannerVersion, string? state, (string State, Digest Digest)? after, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<OpenInspection>>(database.Read(session => InspectionRows.ListOpen(session, scannerVersion, state, after, limit)));

    public ValueTask<InspectionCounts> CountOpenAsync(int scannerVersion, CancellationToken cancellationToken) =>
        ValueTask.FromResult(database.Read(session => InspectionRows.CountOpen(session, scannerVersion)));

    public Task<JobRetry> RetryAsync(Digest manifest, int scannerVersion, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        var retry = InspectionRows.Retry(session, manifest, scannerVersion, time.GetUtcNow());
        if (retry == JobRetry.Waiting) AuditRows.Insert(session, audit);
        return retry;
    }, cancellationToken);
}
