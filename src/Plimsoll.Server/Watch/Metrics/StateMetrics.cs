using System.Diagnostics.Metrics;
using Plimsoll.Inspection;
using Plimsoll.Server.Configuration;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Watch.Metrics;

/// <summary>What the database and the disk say: looked at when somebody scrapes, and not more often than every few seconds.</summary>
internal sealed class StateMetrics : IDisposable
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(5);

    private readonly IMetadataStore _metadata;
    private readonly ServerOptions _options;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _one = new(1);
    private DateTimeOffset _readAt = DateTimeOffset.MinValue;
    private InspectionCounts? _inspections;
    private long _uploads;
    private StorageUsage? _usage;
    private DriveInfo? _disk;

    public StateMetrics(Meter meter, IMetadataStore metadata, ServerOptions options, TimeProvider time)
    {
        (_metadata, _options, _time) = (metadata, options, time);
        meter.CreateObservableGauge("plimsoll.inspections", Inspections, "{image}", "Inspections that are not done, by state.");
        meter.CreateObservableGauge("plimsoll.uploads.open", () => _uploads, "{session}", "Upload sessions that were begun and not ended.");
        meter.CreateObservableGauge("plimsoll.disk.free", () => Of(_disk?.AvailableFreeSpace), "By", "Room on the file system of the data folder.");
        meter.CreateObservableGauge("plimsoll.disk.size", () => Of(_disk?.TotalSize), "By", "Size of the file system of the data folder.");
        meter.CreateObservableGauge("plimsoll.storage", Bytes, "By", "Bytes of content as they were counted last: really stored, if every repository or every image kept its own, condemned.");
        meter.CreateObservableGauge("plimsoll.storage.blobs", () => Of(_usage?.Blobs), "{blob}", "Blobs, as they were counted last.");
        meter.CreateObservableGauge("plimsoll.storage.manifests", () => Of(_usage?.Manifests), "{manifest}", "Manifests, as they were counted last.");
        meter.CreateObservableGauge("plimsoll.storage.counted_time", CountedAt, "s", "When the store was counted last, in seconds since 1970.");
    }

    /// <summary>Looks again, when it was long ago.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var now = _time.GetUtcNow();
            if (now - _readAt < GoodFor && now >= _readAt) return;
            _inspections = await _metadata.Facts.CountOpenAsync(ImageInspector.ScannerVersion, cancellationToken);
            _uploads = await _metadata.Uploads.CountAsync(cancellationToken);
            _usage = await _metadata.Usage.FindAsync(cancellationToken);
            _disk = new DriveInfo(Path.GetFullPath(_options.Data));
            _readAt = now;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private IEnumerable<Measurement<long>> Inspections() => _inspections is not { } counts ? [] :
    [
        new(counts.Waiting, new KeyValuePair<string, object?>("state", "waiting")),
        new(counts.Running, new KeyValuePair<string, object?>("state", "running")),
        new(counts.Failed, new KeyValuePair<string, object?>("state", "failed")),
    ];

    private IEnumerable<Measurement<long>> Bytes() => _usage is not { } usage ? [] :
    [
        new(usage.StoredBytes, new KeyValuePair<string, object?>("kept", "once")),
        new(usage.RepositoryBytes, new KeyValuePair<string, object?>("kept", "per_repository")),
        new(usage.ImageBytes, new KeyValuePair<string, object?>("kept", "per_image")),
        new(usage.CondemnedBytes, new KeyValuePair<string, object?>("kept", "condemned")),
    ];

    private IEnumerable<Measurement<double>> CountedAt() => _usage is { } usage ? [new(usage.CountedAt.ToUnixTimeMilliseconds() / 1000.0)] : [];

    /// <summary>What is not known is left out: a zero would be believed.</summary>
    private static IEnumerable<Measurement<long>> Of(long? value) => value is { } known ? [new Measurement<long>(known)] : [];
}
