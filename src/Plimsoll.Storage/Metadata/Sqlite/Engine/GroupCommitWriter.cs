using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Plimsoll.Storage.Background;

namespace Plimsoll.Storage.Metadata.Sqlite.Engine;

/// <summary>
/// The writer's thread: takes what waits, runs it in one transaction, commits, then tells every caller. What is done in the background has its turn when nobody else waits, one
/// change at a time, so that nobody waits for more than one of them.
/// </summary>
internal sealed class GroupCommitWriter : IAsyncDisposable
{
    private const int MaxBatch = 256;

    /// <summary>Pages of the log that may be there without being on the disk (4 MB): whoever waits for his commit waits for them too.</summary>
    private const int MostUnflushed = 1024;

    /// <summary>After this a change in the background goes with the others: also where somebody always waits it must come to its end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly SqliteSession _session;
    private readonly DatabaseMetrics _metrics;
    private readonly LogCheckpoints _log;
    private readonly Channel<Change?> _changes = Channel.CreateBounded<Change?>(new BoundedChannelOptions(4 * MaxBatch) { SingleReader = true });
    private readonly ConcurrentQueue<Change> _background = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private nint _thread;
    private volatile bool _isQuiet;
    private bool _isLazy;
    private int _flushed;

    public GroupCommitWriter(string path, SqliteSession session, DatabaseMetrics metrics)
    {
        (_session, _metrics) = (session, metrics);
        _log = new LogCheckpoints(path, session, Wake);
        metrics.WatchQueue(() => _changes.Reader.Count + _background.Count);
        new Thread(Run) { IsBackground = true, Name = "sqlite writer" }.Start();
    }

    /// <summary>Pages at the end of the log that may not be on the disk. Known on the writer's thread, to what runs there.</summary>
    public int Unflushed => _session.LogPages - _flushed;

    /// <summary>Queues a change; the task ends when it is committed, or with what it threw.</summary>
    /// <exception cref="ObjectDisposedException">The writer was stopped.</exception>
    public async Task<T> EnqueueAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        var change = new Change<T>(work);
        try
        {
            await _changes.Writer.WriteAsync(change, cancellationToken);
        }
        catch (ChannelClosedException e)
        {
            throw new ObjectDisposedException("The database is closed.", e);
        }
        if (_isQuiet) TimeSlice.Hasten(_thread);
        // Not cancelled from here on: the outcome of a change that may already be committed must reach the caller.
        return await change.Done.Task;
    }

    /// <summary>The same for work that nobody waits for.</summary>
    /// <param name="work">The change.</param>
    /// <param name="isRepeatable">True where it is done again when the power fails before the next commit that is flushed: it is not flushed by itself.</param>
    /// <param name="cancellationToken">Has no effect once the change is queued.</param>
    /// <exception cref="ObjectDisposedException">The writer was stopped.</exception>
    public Task<T> EnqueueInBackgroundAsync<T>(Func<SqliteSession, T> work, bool isRepeatable, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var change = new Change<T>(work) { IsRepeatable = isRepeatable };
        _background.Enqueue(change);
        Wake();
        if (_stopped.Task.IsCompleted) RefuseBackground();
        return change.Done.Task;
    }

    /// <summary>Commits what was queued, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _changes.Writer.TryComplete();
        await _stopped.Task;
        RefuseBackground();
        _log.Dispose();
        _session.Dispose();
    }

    private void Run()
    {
        var batch = new List<Change>(MaxBatch);
        _thread = TimeSlice.Self;
        while (HasBackground || WaitForMore())
        {
            while (batch.Count < MaxBatch && _changes.Reader.TryRead(out var change))
            {
                if (change is not null) batch.Add(change);
            }
            var isQuiet = batch.Count == 0;
            if (HasBackground && _background.TryPeek(out var next) && (isQuiet || next.Age > Patience) && _background.TryDequeue(out next)) batch.Add(next);
            if (batch.Count > 0)
            {
                BeQuiet(isQuiet);
                Commit(batch);
            }
            batch.Clear();
        }
        _stopped.SetResult();
    }

    /// <summary>
    /// There is something to do in the background, and it may be done: while the log is written back such changes wait, so that it ends and the log begins anew, unless the writer is to stop.
    /// </summary>
    private bool HasBackground => !_background.IsEmpty && (!_log.IsRunning || _changes.Reader.Completion.IsCompleted);

    /// <summary>Makes the writer look at what there is; one that has a full queue before it is awake.</summary>
    private void Wake() => _changes.Writer.TryWrite(null);

    /// <summary>Lets short requests go first, unless one of them waits for the writer, which makes haste then.</summary>
    private void GiveWay()
    {
        if (_changes.Reader.Count == 0) RightOfWay.Give();
    }

    /// <summary>Makes way for whoever wakes, and for whoever waits, while nobody waits for the writer.</summary>
    private void BeQuiet(bool quiet)
    {
        if (quiet == _isQuiet) return;
        _isQuiet = quiet;
        if (quiet) TimeSlice.Lengthen(forGood: false);
        else TimeSlice.Restore();
        Action? giveWay = quiet ? GiveWay : null;
        _session.BeforeStatement = giveWay;
        SqliteWrites.Before(giveWay);
    }

    /// <summary>Tells those who came too late.</summary>
    private void RefuseBackground()
    {
        while (_background.TryDequeue(out var change)) change.Fail(new ObjectDisposedException("The database is closed."));
    }

    private bool WaitForMore()
    {
        var more = _changes.Reader.WaitToReadAsync();
        return more.IsCompletedSuccessfully ? more.Result : more.AsTask().GetAwaiter().GetResult();
    }

    private void Commit(List<Change> batch)
    {
        var (started, pages) = (Stopwatch.GetTimestamp(), _session.LogPages);
        try
        {
            BeLazy(batch.TrueForAll(static change => change.IsRepeatable) && Unflushed < MostUnflushed);
            _session.Execute("BEGIN IMMEDIATE");
            if (batch.Count == 1) RunAlone(batch[0]);
            else
            {
                foreach (var change in batch) RunInSavepoint(change);
            }
            if (_session.InTransaction) _session.Execute("COMMIT");
        }
        catch (Exception e)
        {
            Rollback();
            _metrics.Failed();
            foreach (var change in batch) change.Fail(e);
            return;
        }
        _metrics.Committed(batch.Count, Stopwatch.GetElapsedTime(started));
        // The log may also have begun anew, which takes a flush of all that was in it. A change that wrote nothing flushes nothing.
        if (_session.LogPages < _flushed) _flushed = 0;
        if (!_isLazy && _session.LogPages != pages) _flushed = _session.LogPages;
        foreach (var change in batch) change.Complete();
        _log.Committed();
        // Who writes the log back flushes it first.
        if (_log.IsRunning) _flushed = _session.LogPages;
    }

    /// <summary>Whether the next commit is left to the next flush of the log, which is one file: what comes later is never on the disk without what came before. Said anew each time, because SQLite takes it when the statement is compiled.</summary>
    private void BeLazy(bool lazy)
    {
        if (lazy == _isLazy) return;
        _session.Script(lazy ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL");
        _isLazy = lazy;
    }

    /// <summary>A change that has the transaction for itself needs no savepoint.</summary>
    private void RunAlone(Change change)
    {
        var done = change.Run(_session);
        if (done) RequireTransaction(change);
        else Rollback();
    }

    private void RunInSavepoint(Change change)
    {
        _session.Execute("SAVEPOINT one");
        var done = change.Run(_session);
        RequireTransaction(change);
        if (!done) _session.Execute("ROLLBACK TO one");
        _session.Execute("RELEASE one");
    }

    /// <summary>
    /// SQLite takes the whole transaction back by itself on some errors (disk full, I/O). What the changes before it did is then gone too, and going on would
    /// commit the rest of the batch statement by statement.
    /// </summary>
    private void RequireTransaction(Change last)
    {
        if (!_session.InTransaction) throw last.Error ?? new StorageUnavailableException("The database took the transaction back; is the disk full?");
    }

    private void Rollback()
    {
        if (_session.InTransaction) _session.Execute("ROLLBACK");
    }

    private abstract class Change
    {
        private readonly long _queuedAt = Stopwatch.GetTimestamp();

        /// <summary>How long it has waited.</summary>
        public TimeSpan Age => Stopwatch.GetElapsedTime(_queuedAt);

        /// <summary>It may be lost with the power, because then it is done again.</summary>
        public bool IsRepeatable { get; init; }

        /// <summary>What the closure threw; null before it ran, and when it came to its end.</summary>
        public Exception? Error { get; protected set; }

        /// <summary>Runs the closure; false when it threw and must be taken back.</summary>
        public abstract bool Run(SqliteSession session);

        public abstract void Complete();

        public abstract void Fail(Exception e);
    }

    private sealed class Change<T>(Func<SqliteSession, T> work) : Change
    {
        private T? _result;

        public TaskCompletionSource<T> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override bool Run(SqliteSession session)
        {
            try
            {
                _result = work(session);
                return true;
            }
            catch (Exception e)
            {
                Error = e;
                return false;
            }
        }

        public override void Complete()
        {
            if (Error is null) Done.SetResult(_result!);
            else Done.SetException(Error);
        }

        public override void Fail(Exception e) => Done.TrySetException(Error ?? e);
    }
}
