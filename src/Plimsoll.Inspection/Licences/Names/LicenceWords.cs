using System.Text;

namespace Plimsoll.Inspection.Licences.Names;

/// <summary>
/// Folds the ways in which people spell one name into one text: <c>Apache License, Version 2.0</c>, <c>Apache-2.0</c> and <c>apache v2</c> are all <c>apache 2</c>.
/// </summary>
internal static class LicenceWords
{
    /// <summary>The folded text; empty when there is nothing but filling in it.</summary>
    public static string Fold(ReadOnlySpan<char> text)
    {
        var folded = new StringBuilder(text.Length + 4);
        Span<char> word = stackalloc char[48];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = char.ToLowerInvariant(text[i]);
            if (c == '>' && i + 1 < text.Length && text[i + 1] == '=') c = '+';
            var isDigit = char.IsAsciiDigit(c);
            if (!char.IsLetterOrDigit(c) && c is not ('.' or '+'))
            {
                Flush(folded, word[..length]);
                length = 0;
                continue;
            }
            // "gplv2", "v2" and "apache2" are two words each, "3clause" is one.
            if (isDigit && length > 0 && char.IsLetter(word[length - 1]))
            {
                Flush(folded, word[..(word[length - 1] == 'v' ? length - 1 : length)]);
                length = 0;
            }
            if (length == word.Length)
            {
                Flush(folded, word);
                length = 0;
            }
            word[length++] = c;
        }
        Flush(folded, word[..length]);
        return folded.ToString();
    }

    private static void Flush(StringBuilder folded, ReadOnlySpan<char> word)
    {
        word = word.Trim('.');
        if (word.IsEmpty) return;
        if (word.SequenceEqual("+") && folded.Length > 0)
        {
            folded.Append('+');
            return;
        }
        var plus = word[^1] == '+';
        var bare = plus ? word.TrimEnd('+') : word;
        if (bare.Length > 2 && char.IsAsciiDigit(bare[0]) && bare.EndsWith(".0")) bare = bare[..^2];
        if (bare is "the" or "license" or "licence" or "licenses" or "licences" or "licensed" or "version" or "versions" or "ver" or "v" or "under" or "terms") return;
        if (folded.Length > 0) folded.Append(' ');
        folded.Append(bare);
        if (plus) folded.Append('+');
    }
}
