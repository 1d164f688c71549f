namespace Plimsoll.Core;

/// <summary>Patterns in which <c>*</c> stands for any characters, none included.</summary>
internal static class Glob
{
    /// <summary>Does the whole text match? Going back only to the last '*' keeps this quadratic at worst, whoever wrote the pattern.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        int p = 0, i = 0, star = -1, resume = 0;
        while (i < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*') (star, resume) = (p++, i);
            else if (p < pattern.Length && pattern[p] == text[i]) (p, i) = (p + 1, i + 1);
            else if (star >= 0) (p, i) = (star + 1, ++resume);
            else return false;
        }
        return pattern[p..].IndexOfAnyExcept('*') < 0;
    }
}
