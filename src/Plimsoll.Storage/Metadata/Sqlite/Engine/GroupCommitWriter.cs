using System.Threading.Channels;

namespace Plimsoll.Storage.Metadata.Sqlite.Engine;

/// <summary>The writer's thread: takes what waits, runs it in one transaction, commits, then tells every caller.</summary>
internal sealed class GroupCommitWriter : IAsyncDisposable
{
    private const int MaxBatch = 256;

    private readonly SqliteSession _session;
    private readonly Channel<Change> _changes = Channel.CreateBounded<Change>(new BoundedChannelOptions(4 * MaxBatch) { SingleReader = true });
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public GroupCommitWriter(SqliteSession session)
    {
        _session = session;
        new Thread(Run) { IsBackground = true, Name = "sqlite writer" }.Start();
    }

    public async Task<T> EnqueueAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        var change = new Change<T>(work);
        await _changes.Writer.WriteAsync(change, cancellationToken);
        // Not cancelled from here on: the outcome of a change that may already be committed must reach the caller.
        return await change.Done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _changes.Writer.TryComplete();
        await _stopped.Task;
        _session.Dispose();
    }

    private void Run()
    {
        var batch = new List<Change>(MaxBatch);
        while (WaitForMore())
        {
            while (batch.Count < MaxBatch && _changes.Reader.TryRead(out var change)) batch.Add(change);
            if (batch.Count > 0) Commit(batch);
            batch.Clear();
        }
        _stopped.SetResult();
    }

    private bool WaitForMore() => _changes.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();

    private void Commit(List<Change> batch)
    {
        try
        {
            _session.Execute("BEGIN IMMEDIATE");
            foreach (var change in batch) RunInSavepoint(change);
            _session.Execute("COMMIT");
        }
        catch (Exception e)
        {
            TryRollback();
            foreach (var change in batch) change.Fail(e);
            return;
        }
        foreach (var change in batch) change.Complete();
    }

    private void RunInSavepoint(Change change)
    {
        _session.Execute("SAVEPOINT one");
        if (!change.Run(_session)) _session.Execute("ROLLBACK TO one");
        _session.Execute("RELEASE one");
    }

    private void TryRollback()
    {
        try
        {
            _session.Execute("ROLLBACK");
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            // SQLite rolls back by itself on some errors (disk full, I/O); then there is nothing left to roll back.
        }
    }

    private abstract class Change
    {
        /// <summary>Runs the closure; false when it threw and must be taken back.</summary>
        public abstract bool Run(SqliteSession session);

        public abstract void Complete();

        public abstract void Fail(Exception e);
    }

    private sealed class Change<T>(Func<SqliteSession, T> work) : Change
    {
        private T? _result;
        private Exception? _error;

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
                _error = e;
                return false;
            }
        }

        public override void Complete()
        {
            if (_error is null) Done.SetResult(_result!);
            else Done.SetException(_error);
        }

        public override void Fail(Exception e) => Done.TrySetException(_error ?? e);
    }
}
