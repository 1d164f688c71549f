using System.Collections.Concurrent;

namespace Plimsoll.Server.Jobs;

/// <summary>Tells the loop of a job on this server that somebody asked for a run.</summary>
internal sealed class JobSignal
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _waiting = new(StringComparer.Ordinal);

    /// <summary>Ends the wait of a job, also one that has not begun yet.</summary>
    public void Wake(string kind)
    {
        var waiting = Of(kind);
        lock (waiting)
        {
            if (waiting.CurrentCount == 0) waiting.Release();
        }
    }

    /// <summary>Waits until somebody wakes the job, or the time is over.</summary>
    public Task WaitAsync(string kind, TimeSpan atMost, CancellationToken cancellationToken) => Of(kind).WaitAsync(atMost, cancellationToken);

    private SemaphoreSlim Of(string kind) => _waiting.GetOrAdd(kind, static _ => new SemaphoreSlim(0, 1));
}
