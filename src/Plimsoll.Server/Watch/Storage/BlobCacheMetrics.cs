using System.Diagnostics.Metrics;
using Plimsoll.Storage.Blobs.Caching;

namespace Plimsoll.Server.Watch.Storage;

/// <summary>What the copies of blobs on the local disk are good for.</summary>
internal sealed class BlobCacheMetrics
{
    public BlobCacheMetrics(Meter meter, BlobCache cache)
    {
        meter.CreateObservableCounter("plimsoll.blob_cache.lookups", () => Observe(cache), "{lookup}", "Pulls of blobs that asked for a copy on the local disk, by whether there was one.");
        meter.CreateObservableCounter("plimsoll.blob_cache.evictions", () => cache.Evictions, "{blob}", "Copies that went for others.");
        meter.CreateObservableCounter("plimsoll.blob_cache.read", () => cache.BytesServed, "By", "Bytes that were read from copies.");
        meter.CreateObservableGauge("plimsoll.blob_cache.size", () => cache.Bytes, "By", "Bytes of all copies.");
    }

    private static Measurement<long>[] Observe(BlobCache cache) =>
    [
        new(cache.Hits, new KeyValuePair<string, object?>("result", "hit")),
        new(cache.Misses, new KeyValuePair<string, object?>("result", "miss")),
    ];
}
