using System.Collections.Frozen;

namespace Plimsoll.Server.Watch.Metrics;

/// <summary>
/// What is shown of the runtime's own meter: only instruments that are asked for when somebody looks, which costs nothing in between. Some have another name and
/// type here than there, because Prometheus keeps <c>_count</c> for histograms, and what goes up and down is a gauge.
/// </summary>
internal static class RuntimeInstruments
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "System.Runtime";

    private static readonly FrozenDictionary<string, (string Name, string Type)> Shown = new Dictionary<string, (string, string)>(StringComparer.Ordinal)
    {
        ["dotnet.gc.collections"] = ("dotnet_gc_collections_total", "counter"),
        ["dotnet.gc.heap.total_allocated"] = ("dotnet_gc_allocated_bytes_total", "counter"),
        ["dotnet.gc.pause.time"] = ("dotnet_gc_pause_seconds_total", "counter"),
        ["dotnet.gc.last_collection.heap.size"] = ("dotnet_gc_heap_size_bytes", "gauge"),
        ["dotnet.gc.last_collection.memory.committed_size"] = ("dotnet_gc_committed_bytes", "gauge"),
        ["dotnet.monitor.lock_contentions"] = ("dotnet_lock_contentions_total", "counter"),
        ["dotnet.thread_pool.thread.count"] = ("dotnet_thread_pool_threads", "gauge"),
        ["dotnet.thread_pool.queue.length"] = ("dotnet_thread_pool_queue_length", "gauge"),
        ["dotnet.thread_pool.work_item.count"] = ("dotnet_thread_pool_work_items_total", "counter"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Name and type of an instrument that is shown.</summary>
    public static bool TryGet(string instrument, out (string Name, string Type) shown) => Shown.TryGetValue(instrument, out shown);
}
