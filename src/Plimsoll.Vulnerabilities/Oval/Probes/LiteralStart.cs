using System.Text;

namespace Plimsoll.Vulnerabilities.Oval.Probes;

/// <summary>The part of an expression for paths that stands for itself, so that not all files need be looked at.</summary>
internal static class LiteralStart
{
    private const string Special = @"\^$.|?*+()[]{}";

    /// <summary>The deepest directory below which all paths lie that an expression can match; <c>/</c> where nothing tells.</summary>
    public static string DirectoryOf(string pattern)
    {
        if (pattern.Length < 2 || pattern[0] != '^' || HasChoice(pattern)) return "/";
        var literal = new StringBuilder();
        for (var i = 1; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length && !char.IsAsciiLetterOrDigit(pattern[i + 1])) c = pattern[++i];
            else if (Special.Contains(c, StringComparison.Ordinal)) break;
            // What may be missing, or come several times, does not stand for itself.
            if (i + 1 < pattern.Length && pattern[i + 1] is '?' or '*' or '+' or '{') break;
            literal.Append(c);
        }
        var text = literal.ToString();
        var slash = text.LastIndexOf('/');
        return text.StartsWith('/') && slash > 0 ? text[..slash] : "/";
    }

    /// <summary>Whether there is a choice between several expressions outside of all brackets; one in a class only costs time.</summary>
    private static bool HasChoice(string pattern)
    {
        var depth = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\') i++;
            else if (pattern[i] == '(') depth++;
            else if (pattern[i] == ')') depth--;
            else if (pattern[i] == '|' && depth <= 0) return true;
        }
        return false;
    }
}
