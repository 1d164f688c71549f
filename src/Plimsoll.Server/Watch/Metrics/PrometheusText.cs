using System.Globalization;
using System.Text;

namespace Plimsoll.Server.Watch.Metrics;

/// <summary>Writes measurements in the text format of Prometheus, version 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/).</summary>
internal sealed class PrometheusText
{
    /// <summary>The media type of the format.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    /// <summary>Adds a family; one without series is left out.</summary>
    public void Add(Family family, IEnumerable<Series> series)
    {
        var lines = series.OrderBy(s => string.Join('\0', s.Labels.Select(l => l.Value)), StringComparer.Ordinal).ToList();
        if (lines.Count == 0) return;
        _text.Append("# HELP ").Append(family.Name).Append(' ').Append(Escape(family.Help, quotes: false)).Append('\n');
        _text.Append("# TYPE ").Append(family.Name).Append(' ').Append(family.Type).Append('\n');
        foreach (var line in lines)
        {
            if (family.Bounds is { } bounds) Histogram(family.Name, line, bounds);
            else Sample(family.Name, line.Labels, null, line.Value);
        }
    }

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(_text.ToString());

    /// <summary>Buckets are cumulative and end with +Inf, which is the count; so both come from one reading.</summary>
    private void Histogram(string name, Series series, double[] bounds)
    {
        var (buckets, count) = (series.Buckets(), 0L);
        for (var i = 0; i < buckets.Length; i++)
        {
            count += buckets[i];
            Sample(name + "_bucket", series.Labels, i < bounds.Length ? bounds[i] : double.PositiveInfinity, count);
        }
        Sample(name + "_sum", series.Labels, null, series.Value);
        Sample(name + "_count", series.Labels, null, count);
    }

    private void Sample(string name, KeyValuePair<string, object?>[] labels, double? bound, double value)
    {
        _text.Append(name);
        if (labels.Length > 0 || bound is not null)
        {
            var separator = '{';
            foreach (var (label, text) in labels)
            {
                _text.Append(separator).Append(LabelName(label)).Append("=\"").Append(Escape(Convert.ToString(text, CultureInfo.InvariantCulture) ?? "", quotes: true)).Append('"');
                separator = ',';
            }
            if (bound is { } le) _text.Append(separator).Append("le=\"").Append(Number(le)).Append('"');
            _text.Append('}');
        }
        _text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string LabelName(string name) => name.Replace('.', '_').Replace('-', '_');

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Escape(string text, bool quotes)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }
}
