namespace Plimsoll.Storage.Collection;

/// <summary>
/// Gives way to pushes and pulls. One batch is one transaction, and who writes waits behind it, so its size follows the time that it takes; and the collector rests half as
/// long as it has worked, so that the writer, the disk and a processor belong to others for a third of the time. Where others are busy a batch takes longer, and so does the rest.
/// </summary>
internal sealed class CollectionPace(CollectionSettings settings, TimeProvider time)
{
    private const int FirstBatch = 16;
    private const int MinBatch = 4;

    /// <summary>Timers are not finer; shorter rests are put together.</summary>
    private static readonly TimeSpan MinRest = TimeSpan.FromMilliseconds(2);

    private static readonly TimeSpan MaxRest = TimeSpan.FromSeconds(2);

    private TimeSpan _owed;

    /// <summary>How many rows the next transaction may take.</summary>
    public int BatchSize { get; private set; } = Math.Min(FirstBatch, settings.MaxBatch);

    /// <summary>Runs one transaction, and rests.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> batch, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var result = await batch();
        var took = time.GetElapsedTime(started);
        if (took > settings.Slice) BatchSize = Math.Max(Math.Min(MinBatch, settings.MaxBatch), BatchSize / 2);
        else if (took < settings.Slice / 2) BatchSize = Math.Min(settings.MaxBatch, BatchSize + 1 + (BatchSize / 4));
        await RestAsync(took * settings.Rest, cancellationToken);
        return result;
    }

    private async Task RestAsync(TimeSpan rest, CancellationToken cancellationToken)
    {
        _owed += rest;
        if (_owed < MinRest) return;
        var started = time.GetTimestamp();
        await Task.Delay(_owed < MaxRest ? _owed : MaxRest, time, cancellationToken);
        // A timer that is late has given more than was owed; that counts, but is not saved up for a long spell of work.
        var left = _owed - time.GetElapsedTime(started);
        _owed = left < -MinRest ? -MinRest : left < TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
