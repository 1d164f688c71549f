using System.Text;

namespace Plimsoll.Server.Forwarding;

/// <summary>Reads the header <c>Forwarded</c> (RFC 7239, section 4): elements between commas, pairs between semicolons, values bare or in quotes.</summary>
internal static class ForwardedElements
{
    private const string Separators = "()<>@,;:\\\"/[]?={} \t";

    /// <summary>The pairs of each element, names in lower case; null when the header breaks the grammar or says one thing twice.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>>? Read(string header)
    {
        var elements = new List<IReadOnlyDictionary<string, string>>();
        var pairs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var at = 0;
        while (true)
        {
            if (ReadPair(header, ref at) is not { } pair || !pairs.TryAdd(pair.Name, pair.Value)) return null;
            SkipSpace(header, ref at);
            if (at < header.Length && header[at++] is var separator && separator == ';') continue;
            elements.Add(pairs);
            if (at >= header.Length) return header[^1] == ',' ? null : elements;
            if (header[at - 1] != ',') return null;
            pairs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        }
    }

    private static (string Name, string Value)? ReadPair(string header, ref int at)
    {
        SkipSpace(header, ref at);
        var name = ReadToken(header, ref at);
        if (name.Length == 0 || at >= header.Length || header[at++] != '=') return null;
        var value = at < header.Length && header[at] == '"' ? ReadQuoted(header, ref at) : ReadToken(header, ref at);
        return value is { Length: > 0 } ? (name, value) : null;
    }

    private static string ReadToken(string header, ref int at)
    {
        var start = at;
        while (at < header.Length && header[at] is > ' ' and < '\x7f' && !Separators.Contains(header[at], StringComparison.Ordinal)) at++;
        return header[start..at];
    }

    /// <summary>Between quotes, a backslash takes the next character as it is (RFC 9110, 5.6.4).</summary>
    private static string? ReadQuoted(string header, ref int at)
    {
        var text = new StringBuilder();
        for (at++; at < header.Length; at++)
        {
            if (header[at] == '"')
            {
                at++;
                return text.ToString();
            }
            if (header[at] == '\\' && ++at >= header.Length) return null;
            text.Append(header[at]);
        }
        return null;
    }

    private static void SkipSpace(string header, ref int at)
    {
        while (at < header.Length && header[at] is ' ' or '\t') at++;
    }
}
