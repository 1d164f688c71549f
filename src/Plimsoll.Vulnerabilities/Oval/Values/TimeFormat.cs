using System.Globalization;

namespace Plimsoll.Vulnerabilities.Oval.Values;

/// <summary>Times as text (oval-definitions-schema, DateTimeFormatEnumeration), all taken as UTC.</summary>
internal static class TimeFormat
{
    public const string Default = "year_month_day";
    public const string Seconds = "seconds_since_epoch";

    private static readonly Dictionary<string, string[]> Formats = new(StringComparer.Ordinal)
    {
        [Default] = ["yyyyMMdd", "yyyyMMdd'T'HHmmss", "yyyy/MM/dd HH:mm:ss", "yyyy/MM/dd", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd"],
        ["month_day_year"] = ["MM/dd/yyyy HH:mm:ss", "MM/dd/yyyy", "MM-dd-yyyy HH:mm:ss", "MM-dd-yyyy", "MMM, dd yyyy HH:mm:ss", "MMM, dd yyyy", "MMMM, dd yyyy HH:mm:ss", "MMMM, dd yyyy"],
        ["day_month_year"] = ["dd/MM/yyyy HH:mm:ss", "dd/MM/yyyy", "dd-MM-yyyy HH:mm:ss", "dd-MM-yyyy"],
        ["cim_datetime"] = ["yyyyMMddHHmmss'.'ffffffzzz", "yyyy-MM-dd HH:mm:ss:fff", "MM-dd-yyyy HH:mm:ss:fff"],
    };

    /// <summary>Seconds from the second time to the first; null when one of them is not in its format.</summary>
    public static string? Difference(string first, string firstFormat, string second, string secondFormat) =>
        Parse(first, firstFormat) is { } a && Parse(second, secondFormat) is { } b ? (a - b).ToString(CultureInfo.InvariantCulture) : null;

    private static long? Parse(string text, string format)
    {
        const long FirstFileTime = -11644473600;
        if (format == Seconds) return long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var seconds) && Math.Abs(seconds) < long.MaxValue / 4 ? seconds : null;
        if (format == "win_filetime")
        {
            var number = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
            return long.TryParse(number, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var ticks) && ticks >= 0 ? FirstFileTime + (ticks / TimeSpan.TicksPerSecond) : null;
        }
        return Formats.TryGetValue(format, out var formats) && DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUnixTimeSeconds() : null;
    }
}
