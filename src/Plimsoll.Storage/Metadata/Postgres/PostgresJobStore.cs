using Plimsoll.Storage.Metadata.Postgres.Content;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres;

/// <summary>Runs of work in the background, in PostgreSQL.</summary>
internal sealed class PostgresJobStore(PostgresDatabase database, TimeProvider time) : IJobStore
{
    public Task<JobRun> RequestAsync(string kind, string key, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        AuditRows.Insert(session, audit);
        return JobRows.RequestAsync(session, kind, key, time.GetUtcNow());
    }, cancellationToken);

    public Task<JobRun?> BeginAsync(JobClaim claim, CancellationToken cancellationToken) =>
        database.WriteAsync(session => JobRows.BeginAsync(session, claim, time.GetUtcNow()), cancellationToken);

    public Task<bool> RenewAsync(Guid id, string holder, TimeSpan lease, string? progress, CancellationToken cancellationToken) =>
        database.WriteAsync(session => JobRows.RenewAsync(session, id, holder, progress, time.GetUtcNow(), lease), cancellationToken);

    public Task<bool> CompleteAsync(Guid id, string holder, string? result, CancellationToken cancellationToken) =>
        database.WriteAsync(session => JobRows.CompleteAsync(session, id, holder, result, time.GetUtcNow()), cancellationToken);

    public Task<bool> FailAsync(Guid id, string holder, string error, TimeSpan? retryAfter, CancellationToken cancellationToken) =>
        database.WriteAsync(session => JobRows.FailAsync(session, id, holder, error, time.GetUtcNow(), retryAfter), cancellationToken);

    public Task<JobRetry> RetryAsync(Guid id, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        var retry = await JobRows.RetryAsync(session, id, time.GetUtcNow());
        if (retry == JobRetry.Waiting) AuditRows.Insert(session, audit);
        return retry;
    }, cancellationToken);

    public async ValueTask<IReadOnlyList<JobRun>> ListAsync(JobQuery query, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => JobRows.ListAsync(session, query), cancellationToken);
}
