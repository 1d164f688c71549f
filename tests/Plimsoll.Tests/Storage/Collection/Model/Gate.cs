namespace Plimsoll.Tests.Storage.Collection.Model;

/// <summary>What becomes of a call.</summary>
internal enum Fate
{
    Done,

    /// <summary>The process dies before the call took effect.</summary>
    CrashBefore,

    /// <summary>The process dies after it, so that nobody learns of the effect.</summary>
    CrashAfter,
}

/// <summary>The process died here.</summary>
internal sealed class CrashException : Exception;

/// <summary>Something that runs: a client's request or a collector. It stands before one call to a store, or has ended.</summary>
internal sealed class Actor(string name, DateTimeOffset startedAt)
{
    public string Name { get; } = name;

    public DateTimeOffset StartedAt { get; } = startedAt;

    public string Call { get; set; } = "";

    public TaskCompletionSource<Fate>? Turn { get; set; }

    public Task Work { get; set; } = Task.CompletedTask;
}

/// <summary>
/// Every call to the database or the blob store waits here until the simulation says whose turn it is. One actor moves at a time, on one thread, so the same steps give the
/// same run: after its call an actor goes on at once until its next call.
/// </summary>
internal sealed class Gate
{
    public Actor Current { get; set; } = null!;

    public async Task<T> CallAsync<T>(string name, Func<Task<T>> call, Action<T>? effect = null)
    {
        var actor = Current;
        var turn = new TaskCompletionSource<Fate>();
        (actor.Call, actor.Turn) = (name, turn);
        var fate = await turn.Task.ConfigureAwait(false);
        if (fate == Fate.CrashBefore) throw new CrashException();
        // Waited for on this thread: nobody else may move meanwhile.
        var result = call().GetAwaiter().GetResult();
        effect?.Invoke(result);
        return fate == Fate.CrashAfter ? throw new CrashException() : result;
    }

    public Task CallAsync(string name, Action call) => CallAsync(name, () =>
    {
        call();
        return Task.FromResult(true);
    });
}
