namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>Dates and times as versions: a year, one to six pairs of digits, perhaps a number of one to three digits, with or without separators.</summary>
internal static class ComposerDate
{
    /// <summary>Four digits, six pairs and a number, with their separators.</summary>
    private const int MaxLength = 4 + (6 * 3) + 4;

    public static bool IsDate(ReadOnlySpan<char> text) => text.Length <= MaxLength && Digits.CountAtStart(text) >= 4 && Continues(text[4..], 0, false);

    private static bool Continues(ReadOnlySpan<char> rest, int pairs, bool isNumbered)
    {
        if (rest.IsEmpty) return pairs > 0;
        if (rest[0] is '.' or ':' or '-') rest = rest[1..];
        var digits = Digits.CountAtStart(rest);
        if (pairs < 6 && !isNumbered && digits >= 2 && Continues(rest[2..], pairs + 1, false)) return true;
        if (pairs == 0 || isNumbered) return false;
        for (var length = Math.Min(digits, 3); length > 0; length--)
        {
            if (Continues(rest[length..], pairs, true)) return true;
        }
        return false;
    }
}
