namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>
/// Ranges of NuGet: <c>1.0</c> (at least), <c>[1.0]</c>, <c>[1.0,2.0)</c>, and floating ones such as <c>1.*</c>, which are satisfied by all from their lowest version on: the star only says which of them is wanted.
/// </summary>
internal static class NuGetRange
{
    private const int MaxLength = 4 * 1024;

    public static RangeAnswer Satisfies(ReadOnlySpan<char> range, ReadOnlySpan<char> version)
    {
        range = range.Trim();
        if (range.IsEmpty || range.Length > MaxLength || !NuGetVersion.TryParse(version, out var parsed)) return RangeAnswer.Unreadable;
        var isOpen = range[0] is not ('(' or '[');
        var includesLowest = range[0] != '(';
        var includesHighest = range[^1] == ']';
        ReadOnlySpan<char> first = range, last = default;
        if (!isOpen)
        {
            if (range.Length < 2 || range[^1] is not (')' or ']')) return RangeAnswer.Unreadable;
            var inner = range[1..^1];
            var comma = inner.IndexOf(',');
            first = comma < 0 ? inner : inner[..comma];
            last = comma < 0 ? inner : inner[(comma + 1)..];
            if (last.Contains(',') || (first.IsEmpty && last.IsEmpty) || (comma < 0 && !(includesLowest && includesHighest))) return RangeAnswer.Unreadable;
        }
        var hasLowest = !first.Trim().IsEmpty;
        var hasHighest = !last.Trim().IsEmpty;
        NuGetVersion lowest = default, highest = default;
        if (hasLowest && !NuGetVersion.TryParse(first.Contains('*') ? Lowest(first.ToString()) : first, out lowest)) return RangeAnswer.Unreadable;
        if (hasHighest && !NuGetVersion.TryParse(last, out highest)) return RangeAnswer.Unreadable;
        if (hasLowest && hasHighest)
        {
            var order = lowest.OrderTo(highest);
            if (order > 0 || (order == 0 && includesLowest != includesHighest)) return RangeAnswer.Unreadable;
        }
        var isInside = (!hasLowest || lowest.OrderTo(parsed) is var below && (includesLowest ? below <= 0 : below < 0))
            && (!hasHighest || highest.OrderTo(parsed) is var above && (includesHighest ? above >= 0 : above > 0));
        return isInside ? RangeAnswer.Yes : RangeAnswer.No;
    }

    /// <summary>The lowest version of a floating one, as FloatRange.TryParse makes it; empty where it is none.</summary>
    private static string Lowest(string text)
    {
        if (text == "*") return "0.0";
        if (text == "*-*") return "0.0.0-0";
        if (text.Contains('+') || !text.EndsWith('*')) return "";
        var hyphen = text.IndexOf('-');
        var star = text.IndexOf('*');
        if (star != text.Length - 1)
        {
            // Two stars: the last number before the first hyphen, and the labels.
            if (hyphen < 0 || star != hyphen - 1) return "";
            var labels = text[(hyphen + 1)..^1];
            return text[..star] + "0-" + labels + (labels.Length == 0 || labels.EndsWith('.') ? "0" : "");
        }
        var fixedPart = text[..^1];
        if (hyphen < 0) return fixedPart + "0";
        if (hyphen != text.LastIndexOf('-')) return fixedPart;
        return fixedPart.EndsWith('-') || fixedPart.EndsWith('.') ? fixedPart + "0" : fixedPart;
    }
}
