using Plimsoll.Storage.Metadata.Sqlite.Content;
using Plimsoll.Storage.Metadata.Sqlite.Engine;
using Plimsoll.Storage.Metadata.Sqlite.Exposure;
using Plimsoll.Storage.Metadata.Sqlite.Rules;

namespace Plimsoll.Storage.Metadata.Sqlite;

/// <summary>The audit log in SQLite.</summary>
internal sealed class SqliteAuditLog(SqliteDatabase database) : IAuditLog, IAsyncDisposable
{
    private readonly AuditQueue _queue = new(events => database.WriteAsync(session => InsertAll(session, events), CancellationToken.None), TimeSpan.FromMilliseconds(20));

    /// <summary>Events that wait to be written.</summary>
    public int Waiting => _queue.Waiting;

    public ValueTask AppendAsync(AuditEvent audit, CancellationToken cancellationToken) => _queue.AppendAsync(audit, cancellationToken);

    public async ValueTask<IReadOnlyList<AuditEvent>> ListAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        await _queue.FlushAsync(cancellationToken);
        return database.Read(session => AuditRows.List(session, query));
    }

    public Task<int> RemoveBeforeAsync(DateTimeOffset time, int limit, CancellationToken cancellationToken) =>
        database.WriteInBackgroundAsync(session => AuditRows.RemoveBefore(session, time, limit), cancellationToken);

    public ValueTask DisposeAsync() => _queue.DisposeAsync();

    private static int InsertAll(SqliteSession session, IReadOnlyList<AuditEvent> events)
    {
        foreach (var audit in events) AuditRows.Insert(session, audit);
        LastPullRows.Note(session, events);
        PullRows.Note(session, events);
        return events.Count;
    }
}
