namespace Plimsoll.Server.Watch.Metrics;

/// <summary>One line, or one histogram, of a family: what was measured with these labels. Safe for concurrent use; a measurement allocates nothing.</summary>
internal sealed class Series(KeyValuePair<string, object?>[] labels, double[]? bounds)
{
    // The last one counts what is larger than every bound.
    private readonly long[]? _buckets = bounds is null ? null : new long[bounds.Length + 1];
    private long _whole;
    private double _fraction;

    public KeyValuePair<string, object?>[] Labels { get; } = labels;

    /// <summary>The next series of the same slot.</summary>
    public Series? Next { get; init; }

    /// <summary>The last scrape in which it was observed.</summary>
    public long Round { get; private set; }

    /// <summary>The sum of what was added, or the last value that was observed.</summary>
    public double Value => Volatile.Read(ref _whole) + Volatile.Read(ref _fraction);

    public void Add(long value) => Interlocked.Add(ref _whole, value);

    public void Add(double value)
    {
        var seen = Volatile.Read(ref _fraction);
        while (true)
        {
            var before = Interlocked.CompareExchange(ref _fraction, seen + value, seen);
            if (before.Equals(seen)) return;
            seen = before;
        }
    }

    public void Observe(double value, long round)
    {
        Volatile.Write(ref _fraction, value);
        Round = round;
    }

    /// <summary>Counts a value of a histogram.</summary>
    public void Record(double value)
    {
        var i = 0;
        while (i < bounds!.Length && value > bounds[i]) i++;
        Interlocked.Increment(ref _buckets![i]);
        Add(value);
    }

    /// <summary>How many values lie in each bucket.</summary>
    public long[] Buckets() => Array.ConvertAll(_buckets!, count => count);

    /// <summary>Are these its labels? Names of labels are the same in a whole family.</summary>
    public bool Has(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length != Labels.Length) return false;
        for (var i = 0; i < tags.Length; i++)
        {
            if (!ReferenceEquals(tags[i].Value, Labels[i].Value) && !Equals(tags[i].Value, Labels[i].Value)) return false;
        }
        return true;
    }
}
