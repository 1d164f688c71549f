namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>A version of which the last numbers may be missing or be <c>x</c>, <c>X</c> or <c>*</c>: null there.</summary>
internal readonly record struct NpmPartial(long? Major, long? Minor, long? Patch, string Prerelease, bool IsOrdered)
{
    private const long Largest = 9007199254740991;

    /// <summary>All three numbers are there.</summary>
    public bool IsWhole => Major is not null && Minor is not null && Patch is not null;

    /// <summary>Reads <c>1.2.x</c> and the like up to the end of the text; build metadata is read over.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out NpmPartial partial)
    {
        partial = default;
        Span<long?> numbers = [null, null, null];
        var isOrdered = true;
        var count = 0;
        while (count < 3)
        {
            if (!TryTakeNumber(ref text, out numbers[count])) return false;
            // "x.1" is none, though it can be read.
            if (count > 0 && numbers[count] is not null && numbers[count - 1] is null) isOrdered = false;
            count++;
            if (text.IsEmpty || text[0] != '.' || count == 3) break;
            text = text[1..];
        }
        var prerelease = "";
        if (!text.IsEmpty)
        {
            // Only after the third number; what stands for the first two does not matter to what may follow.
            if (count < 3 || !SemanticVersion.TryParse(string.Concat("0.0.0", text), mayBeShort: false, out var rest)) return false;
            prerelease = rest.Prerelease.ToString();
        }
        partial = new NpmPartial(numbers[0], numbers[1], numbers[2], prerelease, isOrdered);
        return true;
    }

    private static bool TryTakeNumber(scoped ref ReadOnlySpan<char> text, out long? number)
    {
        number = null;
        if (text.IsEmpty) return false;
        if (text[0] is 'x' or 'X' or '*')
        {
            text = text[1..];
            return true;
        }
        var digits = Digits.CountAtStart(text);
        if (digits == 0 || (digits > 1 && text[0] == '0') || !long.TryParse(text[..digits], out var value) || value > Largest) return false;
        number = value;
        text = text[digits..];
        return true;
    }
}
