using Plimsoll.Storage.Metadata.Postgres.Content;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Postgres.Exposure;
using Plimsoll.Storage.Metadata.Postgres.Rules;

namespace Plimsoll.Storage.Metadata.Postgres;

/// <summary>The audit log in PostgreSQL.</summary>
internal sealed class PostgresAuditLog(PostgresDatabase database) : IAuditLog, IAsyncDisposable
{
    /// <summary>A transaction of its own costs the database as much as some hundred events in it.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);

    private readonly AuditQueue _queue = new(events => database.WriteAsync(session =>
    {
        LastPullRows.Note(session, events);
        PullRows.Note(session, events);
        return AuditRows.InsertAllAsync(session, events);
    }, CancellationToken.None), Gather);

    /// <summary>How many events wait to be written.</summary>
    public int Waiting => _queue.Waiting;

    public ValueTask AppendAsync(AuditEvent audit, CancellationToken cancellationToken) => _queue.AppendAsync(audit, cancellationToken);

    public async ValueTask<IReadOnlyList<AuditEvent>> ListAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        await _queue.FlushAsync(cancellationToken);
        return await database.ReadAsync(session => AuditRows.ListAsync(session, query), cancellationToken);
    }

    public Task<int> RemoveBeforeAsync(DateTimeOffset time, int limit, CancellationToken cancellationToken) =>
        database.WriteAsync(session => AuditRows.RemoveBeforeAsync(session, time, limit), cancellationToken);

    public ValueTask DisposeAsync() => _queue.DisposeAsync();
}
