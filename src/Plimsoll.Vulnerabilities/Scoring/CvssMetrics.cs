namespace Plimsoll.Vulnerabilities.Scoring;

/// <summary>The metrics of a CVSS vector by their short names.</summary>
internal sealed class CvssMetrics
{
    private const int MaxLength = 512;

    private readonly Dictionary<string, char> _values = new(StringComparer.Ordinal);

    private CvssMetrics(string version) => Version = version;

    /// <summary>Version of the specification: 3.0, 3.1, 4.0.</summary>
    public string Version { get; }

    /// <summary>Reads <c>CVSS:4.0/AV:N/…</c>; null where it is none, or a metric is told twice.</summary>
    public static CvssMetrics? TryParse(string text)
    {
        if (text.Length > MaxLength || !text.StartsWith("CVSS:", StringComparison.Ordinal)) return null;
        var parts = text.TrimEnd('/').Split('/');
        var metrics = new CvssMetrics(parts[0]["CVSS:".Length..]);
        foreach (var part in parts.Skip(1))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            // "U:Clear" and its like are the only words; they are no part of a score.
            if (colon <= 0 || colon == part.Length - 1 || !metrics._values.TryAdd(part[..colon], part[colon + 1])) return null;
            if (part.Length > colon + 2 && part[..colon] != "U") return null;
        }
        return metrics;
    }

    /// <summary>The place of the value of a metric in <paramref name="values"/>; −1 where the vector does not have it, or another value.</summary>
    public int IndexOf(string metric, string values) => _values.TryGetValue(metric, out var value) ? values.IndexOf(value, StringComparison.Ordinal) : -1;
}
