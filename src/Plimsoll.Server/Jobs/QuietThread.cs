using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Plimsoll.Server.Jobs;

/// <summary>
/// One thread of low priority for work that nobody waits for, such as collection. What it computes, and where it waits for a disk, takes no thread from the pool that answers
/// requests, and the kernel lets those go first. Work that awaits comes back to it.
/// </summary>
internal sealed partial class QuietThread : TaskScheduler, IDisposable
{
    /// <summary>setpriority(2), PRIO_PROCESS; with 0 as the number it means the calling thread, on Linux.</summary>
    private const int OfThread = 0;

    /// <summary>A tenth of the share that a thread of normal priority gets where both want a processor.</summary>
    private const int Niceness = 10;

    private readonly BlockingCollection<Task> _tasks = [];

    public QuietThread(string name) => new Thread(Work) { IsBackground = true, Name = name }.Start();

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs work on this thread, also what follows its awaits.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) => Task.Factory.StartNew(work, cancellationToken, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <summary>Lets the thread end when it has done what it has.</summary>
    public void Dispose() => _tasks.CompleteAdding();

    /// <summary>What comes when the thread has ended, because a run outlived the server, is left to the pool.</summary>
    protected override void QueueTask(Task task)
    {
        try
        {
            _tasks.Add(task);
        }
        catch (InvalidOperationException)
        {
            ThreadPool.UnsafeQueueUserWorkItem(t => TryExecuteTask(t), task, preferLocal: false);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _tasks;

    private void Work()
    {
        if (OperatingSystem.IsLinux()) _ = SetPriority(OfThread, 0, Niceness);
        foreach (var task in _tasks.GetConsumingEnumerable()) TryExecuteTask(task);
        _tasks.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);
}
