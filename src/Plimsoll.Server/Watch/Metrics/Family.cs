using System.Diagnostics.Metrics;

namespace Plimsoll.Server.Watch.Metrics;

/// <summary>Everything that one instrument measured, by labels.</summary>
internal sealed class Family
{
    /// <summary>Labels have few values by design. Should one ever not, the rest is left out instead of filling the memory.</summary>
    public const int MaxSeries = 500;

    private const int Slots = 64;
    private static readonly double[] DefaultBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Series?[] _slots = new Series?[Slots];
    private readonly Lock _gate = new();
    private int _count;

    public Family(Instrument instrument)
    {
        IsObserved = instrument.IsObservable;
        var kind = instrument.GetType().GetGenericTypeDefinition();
        Type = kind == typeof(Histogram<>) ? "histogram" : kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>) ? "counter" : "gauge";
        Name = NameOf(instrument, Type);
        if (instrument.Meter.Name == RuntimeInstruments.MeterName && RuntimeInstruments.TryGet(instrument.Name, out var shown)) (Name, Type) = shown;
        Help = instrument.Description ?? instrument.Name;
        if (Type == "histogram") Bounds = (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries?.ToArray() ?? DefaultBounds;
    }

    /// <summary>The name in the text, with the unit and the suffix that Prometheus asks for.</summary>
    public string Name { get; }

    public string Help { get; }

    /// <summary><c>counter</c>, <c>gauge</c> or <c>histogram</c>.</summary>
    public string Type { get; }

    /// <summary>Upper ends of the buckets, for a histogram.</summary>
    public double[]? Bounds { get; }

    /// <summary>True when the value is asked for at each scrape instead of being added up.</summary>
    public bool IsObserved { get; }

    /// <summary>The series with these labels; null when there are too many.</summary>
    public Series? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = 0;
        foreach (ref readonly var tag in tags) hash = (hash * 31) + (tag.Value?.GetHashCode() ?? 0);
        ref var slot = ref _slots[(uint)hash % Slots];
        for (var series = Volatile.Read(ref slot); series is not null; series = series.Next)
        {
            if (series.Has(tags)) return series;
        }
        return Add(ref slot, tags);
    }

    /// <summary>All series, in no order.</summary>
    public IEnumerable<Series> All()
    {
        for (var i = 0; i < Slots; i++)
        {
            for (var series = Volatile.Read(ref _slots[i]); series is not null; series = series.Next) yield return series;
        }
    }

    private Series? Add(ref Series? slot, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_gate)
        {
            for (var series = slot; series is not null; series = series.Next)
            {
                if (series.Has(tags)) return series;
            }
            if (_count >= MaxSeries) return null;
            _count++;
            var added = new Series(tags.ToArray(), Bounds) { Next = slot };
            Volatile.Write(ref slot, added);
            return added;
        }
    }

    /// <summary>Prometheus wants base units at the end of the name, and <c>_total</c> behind everything that only grows.</summary>
    private static string NameOf(Instrument instrument, string type)
    {
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        var name = new string([.. instrument.Name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')]);
        if (!name.EndsWith(unit, StringComparison.Ordinal)) name += unit;
        return type == "counter" && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }
}
