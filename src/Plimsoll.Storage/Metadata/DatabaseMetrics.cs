using System.Diagnostics.Metrics;

namespace Plimsoll.Storage.Metadata;

/// <summary>What an engine tells of its work: how many changes wait, how long a commit takes, how many changes it carries. Without a meter nothing is kept.</summary>
internal sealed class DatabaseMetrics(Meter? meter)
{
    private readonly Histogram<double>? _commit = meter?.CreateHistogram(
        "plimsoll.database.commit.duration", "s", "Time of a transaction of the writer, from its begin until it is on the disk.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] });

    private readonly Counter<long>? _changes = meter?.CreateCounter<long>("plimsoll.database.changes", "{change}", "Changes that were committed.");
    private readonly Counter<long>? _faults = meter?.CreateCounter<long>("plimsoll.database.faults", "{commit}", "Transactions that the database took back.");

    /// <summary>Has the number of changes that wait for the writer asked for.</summary>
    public void WatchQueue(Func<int> waiting) => meter?.CreateObservableGauge("plimsoll.database.queue", waiting, "{change}", "Changes that wait for the writer.");

    /// <summary>Has the number of audit events that wait asked for.</summary>
    public void WatchAudit(Func<int> waiting) => meter?.CreateObservableGauge("plimsoll.audit.queue", waiting, "{event}", "Audit events that wait to be written; a full queue slows requests down.");

    /// <summary>Counts a commit.</summary>
    public void Committed(int changes, TimeSpan duration)
    {
        _changes?.Add(changes);
        _commit?.Record(duration.TotalSeconds);
    }

    /// <summary>Counts a transaction that was taken back.</summary>
    public void Failed() => _faults?.Add(1);
}
