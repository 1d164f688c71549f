using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Plimsoll.Server.Watch.Metrics;

/// <summary>How long inspections take and how they end.</summary>
internal sealed class InspectionMetrics(Meter meter)
{
    private readonly Histogram<double> _duration = meter.CreateHistogram(
        "plimsoll.inspection.duration", "s", "Time to open an image, by outcome: done, failed, or gone where the image was deleted first.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800] });

    public void Ended(string outcome, long started) => _duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));
}
