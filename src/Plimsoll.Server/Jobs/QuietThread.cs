using System.Diagnostics.CodeAnalysis;
using Plimsoll.Storage.Background;

namespace Plimsoll.Server.Jobs;

/// <summary>
/// One thread for work that nobody waits for, such as collection. What it computes, and where it waits for a disk, takes no thread from the pool that answers requests, and it makes way for those at once. Work that
/// awaits comes back to it.
/// </summary>
internal sealed class QuietThread : TaskScheduler, IDisposable
{
#pragma warning disable MA0158 // The thread waits on it, which a Lock does not offer; what collections wait with spins, which takes the processor from others.
    private readonly object _gate = new();
#pragma warning restore MA0158
    private readonly Queue<Task> _tasks = new();
    private bool _ends;

    public QuietThread(string name) => new Thread(Work) { IsBackground = true, Name = name }.Start();

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs work on this thread, also what follows its awaits.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) => Task.Factory.StartNew(work, cancellationToken, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <summary>Runs work on this thread, also what follows its awaits.</summary>
    public Task RunAsync(Func<Task> work, CancellationToken cancellationToken) => Task.Factory.StartNew(work, cancellationToken, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <summary>Lets the thread end when it has done what it has.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _ends = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>What comes when the thread is to end, because a run outlived the server, is left to the pool.</summary>
    protected override void QueueTask(Task task)
    {
        lock (_gate)
        {
            if (!_ends)
            {
                _tasks.Enqueue(task);
                Monitor.Pulse(_gate);
                return;
            }
        }
        ThreadPool.UnsafeQueueUserWorkItem(t => TryExecuteTask(t), task, preferLocal: false);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate) return [.. _tasks];
    }

    private void Work()
    {
        TimeSlice.Lengthen(forGood: true);
        while (TryNext(out var task)) TryExecuteTask(task);
    }

    /// <summary>Waits for the next piece of work; false when there will be none.</summary>
    private bool TryNext([NotNullWhen(true)] out Task? task)
    {
        lock (_gate)
        {
            while (_tasks.Count == 0 && !_ends) Monitor.Wait(_gate);
            return _tasks.TryDequeue(out task);
        }
    }
}
