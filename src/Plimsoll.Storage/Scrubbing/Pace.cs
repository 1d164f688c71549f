namespace Plimsoll.Storage.Scrubbing;

/// <summary>Keeps reading to a rate, so that it does not stand in the way of those who wait for an answer.</summary>
internal sealed class Pace(long? rate, TimeProvider time)
{
    private static readonly TimeSpan Worth = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxDebt = TimeSpan.FromSeconds(1);

    private DateTimeOffset _due = time.GetUtcNow();

    /// <summary>Counts bytes, and waits until they may have been read.</summary>
    public async ValueTask SpendAsync(int bytes, CancellationToken cancellationToken)
    {
        if (rate is not > 0) return;
        var now = time.GetUtcNow();
        // Time that went by without reading is no credit: after a pause the rate is the same.
        if (now - _due > MaxDebt) _due = now - MaxDebt;
        _due += TimeSpan.FromSeconds((double)bytes / rate.Value);
        if (_due - now > Worth) await Task.Delay(_due - now, time, cancellationToken);
    }
}
