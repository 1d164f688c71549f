namespace Plimsoll.Server.Throttling;

/// <summary>
/// Token buckets by name: each holds so many tokens, loses one with every request and is filled evenly. Memory is bounded: a bucket that is full again is as good as none,
/// and when there are too many of others, those that were used longest ago go first.
/// </summary>
/// <param name="capacity">Tokens of a full bucket: what may come at once.</param>
/// <param name="period">In this time an empty bucket is filled.</param>
/// <param name="time">The clock.</param>
internal sealed class TokenBuckets(int capacity, TimeSpan period, TimeProvider time)
{
    /// <summary>How many buckets are remembered.</summary>
    public const int MaxBuckets = 20_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);
    private readonly double _perSecond = capacity / period.TotalSeconds;

    /// <summary>How many buckets are remembered now.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _buckets.Count;
        }
    }

    /// <summary>Takes a token; null when there was one, else how long to wait for the next, and whether this is the first refusal in a minute.</summary>
    public Shortage? Take(string name)
    {
        var now = time.GetTimestamp();
        lock (_gate)
        {
            if (!_buckets.TryGetValue(name, out var bucket))
            {
                if (_buckets.Count >= MaxBuckets) MakeRoom(now);
                _buckets.Add(name, bucket = new Bucket { Tokens = capacity, At = now });
            }
            bucket.Tokens = Filled(bucket, now);
            bucket.At = now;
            if (bucket.Tokens >= 1)
            {
                bucket.Tokens--;
                return null;
            }
            var isFirst = bucket.RefusedAt is not { } refused || time.GetElapsedTime(refused, now) > TimeSpan.FromMinutes(1);
            if (isFirst) bucket.RefusedAt = now;
            return new Shortage(Math.Max(1, (int)Math.Ceiling((1 - bucket.Tokens) / _perSecond)), isFirst);
        }
    }

    private double Filled(Bucket bucket, long now) => Math.Min(capacity, bucket.Tokens + Math.Max(0, time.GetElapsedTime(bucket.At, now).TotalSeconds) * _perSecond);

    private void MakeRoom(long now)
    {
        foreach (var (name, _) in _buckets.Where(b => Filled(b.Value, now) >= capacity).ToList()) _buckets.Remove(name);
        if (_buckets.Count < MaxBuckets) return;
        foreach (var (name, _) in _buckets.OrderBy(b => b.Value.At).Take(MaxBuckets / 10).ToList()) _buckets.Remove(name);
    }

    private sealed class Bucket
    {
        public double Tokens { get; set; }

        public long At { get; set; }

        public long? RefusedAt { get; set; }
    }
}

/// <summary>There is no token.</summary>
/// <param name="Seconds">Until there is one.</param>
/// <param name="IsFirst">True once a minute: so many refusals are events, because a flood must not fill the log.</param>
internal sealed record Shortage(int Seconds, bool IsFirst);
