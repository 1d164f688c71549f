using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Plimsoll.Server.Watch.Metrics;

/// <summary>How long work in the background takes and how it ends.</summary>
internal sealed class JobMetrics(Meter meter)
{
    private readonly Histogram<double> _duration = meter.CreateHistogram(
        "plimsoll.job.duration", "s", "Time of a run in the background, by kind and outcome.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.1, 1, 5, 15, 60, 300, 900, 3600, 14400] });

    public void Ended(string kind, string outcome, long started) =>
        _duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("kind", kind), new KeyValuePair<string, object?>("outcome", outcome));
}
