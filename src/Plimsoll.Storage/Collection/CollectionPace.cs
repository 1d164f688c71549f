namespace Plimsoll.Storage.Collection;

/// <summary>
/// Gives way to pushes. One batch is one transaction, and everybody else waits behind it, so its size follows the time that it takes; when transactions get slow, the
/// collector rests as long as it has worked.
/// </summary>
internal sealed class CollectionPace(CollectionSettings settings, TimeProvider time)
{
    private const int FirstBatch = 50;
    private const int MinBatch = 8;
    private static readonly TimeSpan MaxRest = TimeSpan.FromSeconds(2);

    /// <summary>How many rows the next transaction may take.</summary>
    public int BatchSize { get; private set; } = Math.Min(FirstBatch, settings.MaxBatch);

    /// <summary>Runs one transaction, and rests where it was slow.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> batch, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var result = await batch();
        var took = time.GetElapsedTime(started);
        if (took > settings.SlowCommit)
        {
            BatchSize = Math.Max(Math.Min(MinBatch, settings.MaxBatch), BatchSize / 2);
            await Task.Delay(took < MaxRest ? took : MaxRest, time, cancellationToken);
        }
        else if (took < settings.SlowCommit / 2)
        {
            BatchSize = Math.Min(settings.MaxBatch, BatchSize * 2);
        }
        return result;
    }
}
