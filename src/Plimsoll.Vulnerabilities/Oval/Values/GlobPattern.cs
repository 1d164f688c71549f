using System.Text;

namespace Plimsoll.Vulnerabilities.Oval.Values;

/// <summary>Shell patterns as expressions (oval-definitions-schema, GlobToRegexFunctionType; glob(7)).</summary>
internal static class GlobPattern
{
    /// <summary>Translates; null when a class is not closed.</summary>
    /// <param name="glob">The pattern.</param>
    /// <param name="noEscape">True when a backslash stands for itself.</param>
    public static string? ToRegex(string glob, bool noEscape)
    {
        var text = new StringBuilder("^");
        for (var i = 0; i < glob.Length; i++)
        {
            // What a wildcard stands for begins with no dot at the start of a name.
            var guard = i == 0 || glob[i - 1] == '/' ? "(?!\\.)" : "";
            switch (glob[i])
            {
                case '*':
                    text.Append(guard).Append("[^/]*");
                    break;
                case '?':
                    text.Append(guard).Append("[^/]");
                    break;
                case '[':
                    var end = glob.IndexOf(']', Math.Min(glob.Length, i + (glob.AsSpan(i + 1).StartsWith("!") ? 3 : 2)));
                    if (end < 0) return null;
                    var members = glob[(i + 1)..end];
                    text.Append(guard).Append("(?!/)[").Append(members.StartsWith('!') ? "^" + members[1..].Replace("\\", "\\\\", StringComparison.Ordinal) : members.Replace("\\", "\\\\", StringComparison.Ordinal)).Append(']');
                    i = end;
                    break;
                case '\\' when !noEscape && i + 1 < glob.Length:
                    Append(text, glob[++i]);
                    break;
                default:
                    Append(text, glob[i]);
                    break;
            }
        }
        return text.Append('$').ToString();
    }

    private static void Append(StringBuilder text, char c)
    {
        if (@"^$\.[](){}*+?|".Contains(c, StringComparison.Ordinal)) text.Append('\\');
        text.Append(c);
    }
}
