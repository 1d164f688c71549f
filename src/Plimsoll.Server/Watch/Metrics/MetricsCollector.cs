using System.Diagnostics.Metrics;

namespace Plimsoll.Server.Watch.Metrics;

/// <summary>Listens to the instruments of this server and of the runtime, and adds up what they measure.</summary>
internal sealed class MetricsCollector : IDisposable
{
    private readonly IMeterFactory _factory;
    private readonly Meter _meter;
    private readonly MeterListener _listener = new();
    private readonly List<Family> _families = [];
    private readonly Lock _gate = new();
    private readonly Lock _scrape = new();
    private long _round;

    public MetricsCollector(IMeterFactory factory, Meter meter)
    {
        _factory = factory;
        _meter = meter;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!IsWanted(instrument)) return;
            var family = new Family(instrument);
            lock (_gate) _families.Add(family);
            listener.EnableMeasurementEvents(instrument, family);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => Take((Family)state!, value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, state) => Take((Family)state!, value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => Take((Family)state!, value, tags));
        _listener.Start();
    }

    /// <summary>Everything measured so far, as text for Prometheus.</summary>
    public byte[] Write()
    {
        // One at a time: what is observed is marked with the number of the scrape.
        lock (_scrape)
        {
            Interlocked.Increment(ref _round);
            _listener.RecordObservableInstruments();
            List<Family> families;
            lock (_gate) families = [.. _families.OrderBy(f => f.Name, StringComparer.Ordinal)];
            var text = new PrometheusText();
            foreach (var family in families) text.Add(family, family.IsObserved ? family.All().Where(s => s.Round == _round) : family.All());
            return text.ToBytes();
        }
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>
    /// Several servers can run in one process (tests), so only instruments of this one's factory count, and those of the runtime.
    /// </summary>
    private bool IsWanted(Instrument instrument) => instrument.Meter.Name switch
    {
        MetricsRegistration.MeterName => ReferenceEquals(instrument.Meter, _meter),
        "Microsoft.AspNetCore.Server.Kestrel" => instrument.Meter.Scope == _factory && instrument.Name is "kestrel.active_connections" or "kestrel.rejected_connections",
        RuntimeInstruments.MeterName => RuntimeInstruments.TryGet(instrument.Name, out _),
        _ => false,
    };

    private void Take(Family family, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = family.Find(tags);
        if (family.IsObserved) series?.Observe(value, _round);
        else if (family.Bounds is not null) series?.Record(value);
        else series?.Add(value);
    }

    private void Take(Family family, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = family.Find(tags);
        if (family.IsObserved) series?.Observe(value, _round);
        else if (family.Bounds is not null) series?.Record(value);
        else series?.Add(value);
    }
}
