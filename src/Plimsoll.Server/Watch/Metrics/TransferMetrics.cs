using System.Diagnostics.Metrics;

namespace Plimsoll.Server.Watch.Metrics;

/// <summary>Bytes of content that came in and went out by the registry API, and the uploads whose bytes are coming in right now.</summary>
internal sealed class TransferMetrics
{
    private long _blobsIn;
    private long _blobsOut;
    private long _manifestsIn;
    private long _manifestsOut;
    private long _receiving;

    public TransferMetrics(Meter meter)
    {
        meter.CreateObservableCounter("plimsoll.registry.received", () => Observe(ref _blobsIn, ref _manifestsIn), "By", "Bytes of content that clients pushed.");
        meter.CreateObservableCounter("plimsoll.registry.sent", () => Observe(ref _blobsOut, ref _manifestsOut), "By", "Bytes of content that clients pulled.");
        meter.CreateObservableGauge("plimsoll.uploads.receiving", () => Interlocked.Read(ref _receiving), "{request}", "Requests whose blob is coming in right now.");
    }

    public void ManifestReceived(long bytes) => Interlocked.Add(ref _manifestsIn, bytes);

    public void ManifestSent(long bytes) => Interlocked.Add(ref _manifestsOut, bytes);

    public void BlobReceived(long bytes) => Interlocked.Add(ref _blobsIn, bytes);

    public void BlobSent(long bytes) => Interlocked.Add(ref _blobsOut, bytes);

    public void UploadBegins() => Interlocked.Increment(ref _receiving);

    public void UploadEnds() => Interlocked.Decrement(ref _receiving);

    private static Measurement<long>[] Observe(ref long blobs, ref long manifests) =>
    [
        new(Interlocked.Read(ref blobs), new KeyValuePair<string, object?>("content", "blob")),
        new(Interlocked.Read(ref manifests), new KeyValuePair<string, object?>("content", "manifest")),
    ];
}
