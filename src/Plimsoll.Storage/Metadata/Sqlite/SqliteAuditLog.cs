using System.Threading.Channels;
using Plimsoll.Storage.Metadata.Sqlite.Content;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite;

/// <summary>
/// The audit log in SQLite. Appending puts the event into a bounded queue; a task writes what is there every few milliseconds, so that the disk sees few
/// commits however many pulls there are.
/// </summary>
internal sealed class SqliteAuditLog : IAuditLog, IAsyncDisposable
{
    private const int Capacity = 8192;
    private const int MaxBatch = 500;
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly SqliteDatabase _database;
    private readonly Channel<Item> _queue = Channel.CreateBounded<Item>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly SemaphoreSlim _hurry = new(0);
    private readonly Task _writing;
    private volatile bool _stopping;
    private int _disposed;

    public SqliteAuditLog(SqliteDatabase database)
    {
        _database = database;
        _writing = Task.Run(WriteAllAsync);
    }

    public ValueTask AppendAsync(AuditEvent audit, CancellationToken cancellationToken) => _queue.Writer.WriteAsync(new Item(audit, null), cancellationToken);

    public async ValueTask<IReadOnlyList<AuditEvent>> ListAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        return _database.Read(session => AuditRows.List(session, query));
    }

    public Task<int> RemoveBeforeAsync(DateTimeOffset time, int limit, CancellationToken cancellationToken) =>
        _database.WriteAsync(session => AuditRows.RemoveBefore(session, time, limit), cancellationToken);

    /// <summary>
    /// Writes what is queued, then stops. Events that a broken database refuses even now are lost. Twice does no harm: the store disposes its log, and so does
    /// a container that hands it out as a service of its own.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        _stopping = true;
        _queue.Writer.TryComplete();
        _hurry.Release();
        await _writing;
        _hurry.Dispose();
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _queue.Writer.WriteAsync(new Item(null, flushed), cancellationToken);
        _hurry.Release();
        await flushed.Task.WaitAsync(cancellationToken);
    }

    private async Task WriteAllAsync()
    {
        var events = new List<AuditEvent>(MaxBatch);
        var flushes = new List<TaskCompletionSource>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            if (!_stopping && _queue.Reader.Count < MaxBatch) await _hurry.WaitAsync(Gather);
            while (events.Count < MaxBatch && _queue.Reader.TryRead(out var item))
            {
                if (item.Event is { } audit) events.Add(audit);
                if (item.Flushed is { } flushed) flushes.Add(flushed);
            }
            await WriteAsync(events, flushes);
            events.Clear();
            flushes.Clear();
        }
    }

    /// <summary>Writes a batch, over and over if need be: no event is dropped while the server runs. Who waits for a flush learns of the failure.</summary>
    private async Task WriteAsync(List<AuditEvent> events, List<TaskCompletionSource> flushes)
    {
        while (true)
        {
            try
            {
                if (events.Count > 0) await _database.WriteAsync(session => InsertAll(session, events), CancellationToken.None);
                foreach (var flush in flushes) flush.TrySetResult();
                return;
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                foreach (var flush in flushes) flush.TrySetException(e);
                if (_stopping) return;
            }
            await _hurry.WaitAsync(RetryAfter);
        }
    }

    private static int InsertAll(SqliteSession session, List<AuditEvent> events)
    {
        foreach (var audit in events) AuditRows.Insert(session, audit);
        return events.Count;
    }

    private readonly record struct Item(AuditEvent? Event, TaskCompletionSource? Flushed);
}
