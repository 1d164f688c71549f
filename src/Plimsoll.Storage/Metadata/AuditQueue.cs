using System.Data.Common;
using System.Threading.Channels;

namespace Plimsoll.Storage.Metadata;

/// <summary>
/// Events on their way into the audit log: a bounded queue, and a task that writes what is there every few milliseconds, so that the disk sees few commits however
/// many pulls there are. A batch that fills up is a flood: then pulls that are alike are folded (<see cref="AuditBatch"/>).
/// </summary>
internal sealed class AuditQueue : IAsyncDisposable
{
    private const int Capacity = 8192;
    private const int MaxBatch = 500;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly Func<IReadOnlyList<AuditEvent>, Task> _write;
    private readonly TimeSpan _gather;
    private readonly Channel<Item> _queue = Channel.CreateBounded<Item>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly SemaphoreSlim _hurry = new(0);
    private readonly Task _writing;
    private volatile bool _stopping;
    private int _disposed;

    /// <param name="write">Writes a batch; it may be called again with a batch that it failed to write.</param>
    /// <param name="gather">How long events wait for others; what a batch costs for itself should be little against it.</param>
    public AuditQueue(Func<IReadOnlyList<AuditEvent>, Task> write, TimeSpan gather)
    {
        (_write, _gather) = (write, gather);
        _writing = Task.Run(WriteAllAsync);
    }

    /// <summary>Events that wait.</summary>
    public int Waiting => _queue.Reader.Count;

    /// <summary>Queues an event; waits while the queue is full.</summary>
    public ValueTask AppendAsync(AuditEvent audit, CancellationToken cancellationToken) => _queue.Writer.WriteAsync(new Item(audit, null), cancellationToken);

    /// <summary>Returns when everything that was queued before is written.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _queue.Writer.WriteAsync(new Item(null, flushed), cancellationToken);
        _hurry.Release();
        await flushed.Task.WaitAsync(cancellationToken);
    }

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

    private async Task WriteAllAsync()
    {
        var batch = new AuditBatch(MaxBatch, Capacity);
        var flushes = new List<TaskCompletionSource>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            if (!_stopping && _queue.Reader.Count < MaxBatch) await _hurry.WaitAsync(_gather);
            batch.Begin(fold: _queue.Reader.Count >= MaxBatch);
            while (batch.HasRoom && _queue.Reader.TryRead(out var item))
            {
                if (item.Event is { } audit) batch.Add(audit);
                if (item.Flushed is { } flushed) flushes.Add(flushed);
            }
            await WriteAsync(batch.Take(), flushes);
            flushes.Clear();
        }
    }

    /// <summary>Writes a batch, over and over if need be: no event is dropped while the server runs. Who waits for a flush learns of the failure.</summary>
    private async Task WriteAsync(IReadOnlyList<AuditEvent> events, List<TaskCompletionSource> flushes)
    {
        while (true)
        {
            try
            {
                if (events.Count > 0) await _write(events);
                foreach (var flush in flushes) flush.TrySetResult();
                return;
            }
            catch (Exception e) when (e is IOException or DbException or ObjectDisposedException)
            {
                foreach (var flush in flushes) flush.TrySetException(e);
                if (_stopping) return;
            }
            await _hurry.WaitAsync(RetryAfter);
        }
    }

    private readonly record struct Item(AuditEvent? Event, TaskCompletionSource? Flushed);
}
