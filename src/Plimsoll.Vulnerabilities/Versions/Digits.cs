namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>Numbers of any length as the digits they are written with.</summary>
internal static class Digits
{
    /// <summary>Orders two numbers; no digits at all are zero.</summary>
    public static int Compare(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        left = left.TrimStart('0');
        right = right.TrimStart('0');
        return left.Length != right.Length ? left.Length - right.Length : left.SequenceCompareTo(right);
    }

    /// <summary>How many digits the text begins with.</summary>
    public static int CountAtStart(ReadOnlySpan<char> text)
    {
        var count = 0;
        while (count < text.Length && char.IsAsciiDigit(text[count])) count++;
        return count;
    }

    /// <summary>Whether the text is one digit or more and nothing else.</summary>
    public static bool IsNumber(ReadOnlySpan<char> text) => text.Length > 0 && CountAtStart(text) == text.Length;
}
