using Plimsoll.Storage.Metadata.Sqlite.Content;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite;

/// <summary>Runs of work in the background, in SQLite.</summary>
internal sealed class SqliteJobStore(SqliteDatabase database, TimeProvider time) : IJobStore
{
    public Task<JobRun> RequestAsync(string kind, string key, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        AuditRows.Insert(session, audit);
        return JobRows.Request(session, kind, key, time.GetUtcNow());
    }, cancellationToken);

    public Task<JobRun?> BeginAsync(JobClaim claim, CancellationToken cancellationToken) =>
        database.WriteAsync(session => JobRows.Begin(session, claim, time.GetUtcNow()), cancellationToken);

    public Task<bool> RenewAsync(Guid id, string holder, TimeSpan lease, string? progress, CancellationToken cancellationToken) =>
        database.WriteAsync(session => time.GetUtcNow() is var now && JobRows.Renew(session, id, holder, progress, now, now + lease), cancellationToken);

    public Task<bool> CompleteAsync(Guid id, string holder, string? result, CancellationToken cancellationToken) =>
        database.WriteAsync(session => JobRows.Complete(session, id, holder, result, time.GetUtcNow()), cancellationToken);

    public Task<bool> FailAsync(Guid id, string holder, string error, TimeSpan? retryAfter, CancellationToken cancellationToken) =>
        database.WriteAsync(session => time.GetUtcNow() is var now && JobRows.Fail(session, id, holder, error, now, now + retryAfter), cancellationToken);

    public Task<JobRetry> RetryAsync(Guid id, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        var retry = JobRows.Retry(session, id, time.GetUtcNow());
        if (retry == JobRetry.Waiting) AuditRows.Insert(session, audit);
        return retry;
    }, cancellationToken);

    public ValueTask<IReadOnlyList<JobRun>> ListAsync(JobQuery query, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<JobRun>>(database.Read(session => JobRows.List(session, query)));
}
