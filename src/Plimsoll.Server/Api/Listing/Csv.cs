using System.Globalization;
using System.Reflection;
using System.Text;

namespace Plimsoll.Server.Api.Listing;

/// <summary>Lists as CSV (RFC 4180): one column for each property of the entries.</summary>
internal static class Csv
{
    public static bool IsWanted(HttpContext http) => http.Request.Query["format"] == "csv";

    /// <summary>The whole file, with a line of column names.</summary>
    public static string Write<T>(IEnumerable<T> entries)
    {
        var columns = typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance);
        var text = new StringBuilder();
        text.AppendJoin(',', columns.Select(c => char.ToLowerInvariant(c.Name[0]) + c.Name[1..])).Append("\r\n");
        foreach (var entry in entries) text.AppendJoin(',', columns.Select(c => Cell(c.GetValue(entry)))).Append("\r\n");
        return text.ToString();
    }

    private static string Cell(object? value)
    {
        var text = value switch
        {
            null => "",
            string s => s,
            DateTimeOffset time => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            IEnumerable<string> list => string.Join(' ', list),
            IReadOnlyList<object> list => string.Join("; ", list),
            IEnumerable<KeyValuePair<string, string>> map => string.Join(' ', map.Select(p => $"{p.Key}={p.Value}")),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
        // Spreadsheets run cells that begin like a formula, and names in images are written by strangers.
        if (value is string && text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..]) text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : '"' + text.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
    }
}
