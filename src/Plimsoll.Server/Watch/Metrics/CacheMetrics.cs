using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Plimsoll.Server.Watch.Metrics;

/// <summary>How often caches had what was asked for.</summary>
internal sealed class CacheMetrics
{
    private readonly ConcurrentDictionary<string, CacheCounts> _caches = new();

    public CacheMetrics(Meter meter) => meter.CreateObservableCounter("plimsoll.cache.lookups", Observe, "{lookup}", "Look-ups in memory, by cache and whether it had the answer.");

    /// <summary>The counts of a cache, by its name.</summary>
    public CacheCounts Of(string name) => _caches.GetOrAdd(name, _ => new CacheCounts());

    private IEnumerable<Measurement<long>> Observe()
    {
        foreach (var (name, counts) in _caches)
        {
            yield return new Measurement<long>(counts.Hits, new("cache", name), new("result", "hit"));
            yield return new Measurement<long>(counts.Misses, new("cache", name), new("result", "miss"));
        }
    }
}

/// <summary>The counts of one cache.</summary>
internal sealed class CacheCounts
{
    private long _hits;
    private long _misses;

    public long Hits => Interlocked.Read(ref _hits);

    public long Misses => Interlocked.Read(ref _misses);

    public void Count(bool hit)
    {
        if (hit) Interlocked.Increment(ref _hits);
        else Interlocked.Increment(ref _misses);
    }
}
