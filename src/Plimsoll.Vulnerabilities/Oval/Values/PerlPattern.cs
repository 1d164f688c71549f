using System.Text;

namespace Plimsoll.Vulnerabilities.Oval.Values;

/// <summary>Writes an expression of Perl as .NET wants it, where the two differ.</summary>
internal static class PerlPattern
{
    private static readonly Dictionary<string, string> Classes = new(StringComparer.Ordinal)
    {
        ["alpha"] = "a-zA-Z",
        ["digit"] = "0-9",
        ["alnum"] = "a-zA-Z0-9",
        ["upper"] = "A-Z",
        ["lower"] = "a-z",
        ["space"] = @"\s",
        ["blank"] = @" \t",
        ["punct"] = @"!-/:-@\[-`{-~",
        ["xdigit"] = "0-9a-fA-F",
        ["word"] = @"\w",
        ["cntrl"] = @"\x00-\x1f\x7f",
        ["print"] = @"\x20-\x7e",
        ["graph"] = @"\x21-\x7e",
    };

    /// <summary>
    /// Translates: classes of POSIX, <c>\h</c> and <c>\Q…\E</c> are spelled out, <c>\d \w \s</c> mean ASCII, and a bracket in a class is a bracket. The rest is the same, or is refused by .NET, as
    /// possessive quantifiers and recursion are.
    /// </summary>
    public static string Translate(string pattern)
    {
        if (pattern.AsSpan().IndexOfAny('\\', '[') < 0) return pattern;
        var text = new StringBuilder(pattern.Length + 16);
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length) i = Escape(pattern, i, inClass, text);
            else if (!inClass && c == '[') (inClass, i) = (true, Open(pattern, i, text));
            else if (inClass && c == '[') i = InnerBracket(pattern, i, text);
            else
            {
                inClass &= c != ']';
                text.Append(c);
            }
        }
        return text.ToString();
    }

    private static int Escape(string pattern, int at, bool inClass, StringBuilder text)
    {
        switch (pattern[at + 1])
        {
            case 'd':
                text.Append(inClass ? "0-9" : "[0-9]");
                break;
            case 'w':
                text.Append(inClass ? "a-zA-Z0-9_" : "[a-zA-Z0-9_]");
                break;
            case 's':
                text.Append(inClass ? @" \t\n\r\f\v" : @"[ \t\n\r\f\v]");
                break;
            case 'h':
                text.Append(inClass ? @" \t" : @"[ \t]");
                break;
            case 'D' when !inClass:
                text.Append("[^0-9]");
                break;
            case 'W' when !inClass:
                text.Append("[^a-zA-Z0-9_]");
                break;
            case 'S' when !inClass:
                text.Append(@"[^ \t\n\r\f\v]");
                break;
            case 'Q' when !inClass:
                var end = pattern.IndexOf("\\E", at + 2, StringComparison.Ordinal);
                text.Append(System.Text.RegularExpressions.Regex.Escape(end < 0 ? pattern[(at + 2)..] : pattern[(at + 2)..end]));
                return end < 0 ? pattern.Length : end + 1;
            default:
                text.Append('\\').Append(pattern[at + 1]);
                break;
        }
        return at + 1;
    }

    /// <summary>The start of a class; a bracket that closes is one of its characters there.</summary>
    private static int Open(string pattern, int at, StringBuilder text)
    {
        text.Append('[');
        if (at + 1 < pattern.Length && pattern[at + 1] == '^') text.Append(pattern[++at]);
        if (at + 1 < pattern.Length && pattern[at + 1] == ']')
        {
            text.Append(@"\]");
            at++;
        }
        return at;
    }

    private static int InnerBracket(string pattern, int at, StringBuilder text)
    {
        var end = at + 1 < pattern.Length && pattern[at + 1] == ':' ? pattern.IndexOf(":]", at + 2, StringComparison.Ordinal) : -1;
        if (end > 0 && Classes.TryGetValue(pattern[(at + 2)..end], out var members))
        {
            text.Append(members);
            return end + 1;
        }
        text.Append(@"\[");
        return at;
    }
}
