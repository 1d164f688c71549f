using System.Buffers;
using System.Globalization;

namespace Plimsoll.Trust.Json;

/// <summary>Times as RFC 3339 writes them; digits below a ten-millionth of a second are cut.</summary>
internal static class Rfc3339
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("0123456789-:.TtZz+");

    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length is < 20 or > 40 || text[10] is not ('T' or 't') || text.AsSpan().ContainsAnyExcept(Allowed)) return false;
        var point = text.IndexOf('.');
        if (point > 0)
        {
            var end = point + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
            if (end - point > 8) text = text[..(point + 8)] + text[end..];
        }
        return DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }
}
