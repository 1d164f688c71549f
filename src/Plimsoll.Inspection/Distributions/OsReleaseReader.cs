using System.Text;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Distributions;

/// <summary>Reads os-release(5). It is written for shells, but only assignments are allowed in it, so none is needed.</summary>
internal static class OsReleaseReader
{
    private const int MaxLine = 4096;
    private const int MaxLines = 1000;

    /// <summary>The places of os-release(5), whatever links lead there.</summary>
    public static bool IsOsRelease(string path) =>
        path is "etc/os-release" or "usr/lib/os-release" || path.EndsWith("/etc/os-release", StringComparison.Ordinal) || path.EndsWith("/lib/os-release", StringComparison.Ordinal);

    /// <summary>Reads a file; null when it has not one assignment.</summary>
    public static OsFacts? Read(Stream content) => FactsOf(ReadValues(content));

    /// <summary>The assignments of a file.</summary>
    public static IReadOnlyDictionary<string, string> ReadValues(Stream content)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        using var lines = new LineReader(content, MaxLine);
        for (var i = 0; i < MaxLines && lines.TryRead(out var line); i++)
        {
            if (lines.IsCut) continue;
            var text = ForeignText.Decode(line).Trim();
            var equals = text.IndexOf('=');
            if (equals > 0 && text[0] != '#') values[text[..equals]] = Unquote(text[(equals + 1)..]);
        }
        return values;
    }

    /// <summary>What assignments say; null when there are none.</summary>
    public static OsFacts? FactsOf(IReadOnlyDictionary<string, string> values) => values.Count == 0 ? null : new OsFacts
    {
        Id = Value(values, "ID")?.ToLowerInvariant() ?? "linux",
        VersionId = Value(values, "VERSION_ID"),
        Name = Value(values, "NAME"),
        PrettyName = Value(values, "PRETTY_NAME"),
        VersionCodename = Value(values, "VERSION_CODENAME"),
        IdLike = Value(values, "ID_LIKE")?.Split(' ', StringSplitOptions.RemoveEmptyEntries),
    };

    private static string? Value(IReadOnlyDictionary<string, string> values, string key) => values.GetValueOrDefault(key) is { Length: > 0 } value ? value : null;

    /// <summary>Quotes and backslashes as a shell reads them in an assignment.</summary>
    private static string Unquote(string value)
    {
        if (value.Length == 0) return value;
        var quote = value[0] is '"' or '\'' ? value[0] : '\0';
        var text = new StringBuilder(value.Length);
        for (var i = quote == '\0' ? 0 : 1; i < value.Length; i++)
        {
            if (value[i] == quote || (quote == '\0' && char.IsWhiteSpace(value[i]))) break;
            if (value[i] == '\\' && quote != '\'' && i + 1 < value.Length) i++;
            text.Append(value[i]);
        }
        return text.ToString();
    }
}
