using System.Diagnostics;
using System.Diagnostics.Metrics;
using Plimsoll.Server.Watch.Tracing;

namespace Plimsoll.Server.Watch.Storage;

/// <summary>Operations of the blob store: how long they take, how many fail, how many bytes go through.</summary>
internal sealed class BlobStoreMetrics
{
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _faults;
    private long _written;
    private long _read;

    public BlobStoreMetrics(Meter meter)
    {
        _duration = meter.CreateHistogram(
            "plimsoll.blob_store.operation.duration", "s", "Time of an operation of the blob store; flush makes bytes survive a power cut.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] });
        _faults = meter.CreateCounter<long>("plimsoll.blob_store.faults", "{operation}", "Operations of the blob store that failed.");
        meter.CreateObservableCounter("plimsoll.blob_store.written", () => Interlocked.Read(ref _written), "By", "Bytes that were written to the blob store.");
        meter.CreateObservableCounter("plimsoll.blob_store.read", () => Interlocked.Read(ref _read), "By", "Bytes that were read from the blob store.");
    }

    public void Written(int bytes) => Interlocked.Add(ref _written, bytes);

    public void Read(int bytes) => Interlocked.Add(ref _read, bytes);

    public void Failed(string operation) => _faults.Add(1, new KeyValuePair<string, object?>("operation", operation));

    /// <summary>Runs an operation.</summary>
    public async ValueTask<T> RunAsync<T>(string operation, Func<ValueTask<T>> run)
    {
        var started = Stopwatch.GetTimestamp();
        using var span = Spans.BeginStorage(operation);
        try
        {
            return await run();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Failed(operation);
            span?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
            throw;
        }
        finally
        {
            _duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("operation", operation));
        }
    }
}
