namespace Plimsoll.Inspection.Secrets;

/// <summary>Tells what people wrote from what was drawn at random, by its shape.</summary>
internal static class Wording
{
    private const string Separators = " ._:/=~*+-";
    private const int MostDigits = 4;

    /// <summary>Words between separators, with small numbers at most (<c>my-app-token-v2</c>, <c>aes-256-gcm</c>), or words run together (<c>RequestToken2</c>).</summary>
    public static bool IsOfWords(ReadOnlySpan<char> text)
    {
        var parts = 0;
        foreach (var range in text.SplitAny(Separators))
        {
            var part = text[range];
            if (part.IsEmpty) continue;
            parts++;
            if (!IsWord(part)) return false;
        }
        return parts > 1 || IsRunTogether(text.Trim(Separators));
    }

    /// <summary>Letters and then a few digits, or a small number.</summary>
    private static bool IsWord(ReadOnlySpan<char> part)
    {
        var digits = part.Length - part.TrimEnd("0123456789").Length;
        if (digits > MostDigits || (digits == MostDigits && digits != part.Length)) return false;
        foreach (var c in part[..^digits])
        {
            if (!char.IsAsciiLetter(c)) return false;
        }
        return true;
    }

    /// <summary>Small letters in runs of two and more, a capital in front of each, or a few capitals.</summary>
    private static bool IsRunTogether(ReadOnlySpan<char> text)
    {
        var letters = text.TrimEnd("0123456789");
        if (text.Length - letters.Length > MostDigits || letters.IsEmpty) return false;
        for (var at = 0; at < letters.Length;)
        {
            var capitals = Run(letters[at..], 'A', 'Z');
            var small = Run(letters[(at + capitals)..], 'a', 'z');
            if (capitals > 6 || small == 1 || (small == 0 && capitals < 2)) return false;
            at += capitals + small;
        }
        return true;
    }

    private static int Run(ReadOnlySpan<char> text, char first, char last) => text.IndexOfAnyExceptInRange(first, last) is var end and >= 0 ? end : text.Length;
}
