using System.Collections.Concurrent;
using Plimsoll.Server.Watch.Metrics;

namespace Plimsoll.Server.Caching;

/// <summary>
/// Values read from the database, each with the version of its repository at that time (see <see cref="Storage.Metadata.IStateVersions"/>). Absence is never kept.
/// Bounded by weight; when full it starts again empty, which costs one look-up a value and needs no bookkeeping on the hot path.
/// </summary>
internal sealed class RepositoryCache<TKey, TValue>(long maxWeight, CacheCounts counts)
    where TKey : notnull
    where TValue : class
{
    private readonly ConcurrentDictionary<TKey, Entry> _entries = new();
    private readonly Doorkeeper _doorkeeper = new();
    private long _weight;

    /// <summary>The value, if it is known and its repository did not change since.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="version">The version of its repository, read in the course of this request.</param>
    public TValue? Find(TKey key, long version)
    {
        var value = _entries.TryGetValue(key, out var entry) && entry.Version == version ? entry.Value : null;
        counts.Count(value is not null);
        return value;
    }

    /// <summary>Keeps a value, the second time that somebody had to look for it.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">The value.</param>
    /// <param name="version">The version of its repository that was read before the value was.</param>
    /// <param name="weight">Bytes that it holds, roughly.</param>
    public void Keep(TKey key, TValue value, long version, long weight)
    {
        if (!_doorkeeper.Admits(key.GetHashCode())) return;
        if (Interlocked.Add(ref _weight, weight) > maxWeight)
        {
            _entries.Clear();
            Interlocked.Exchange(ref _weight, weight);
        }
        _entries[key] = new Entry(value, version);
    }

    private sealed record Entry(TValue Value, long Version);
}
