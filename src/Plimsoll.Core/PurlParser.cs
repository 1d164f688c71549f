namespace Plimsoll.Core;

/// <summary>Takes a package URL apart from right to left, as ECMA-427 ("How to parse a PURL") has it.</summary>
internal static class PurlParser
{
    public static Purl Parse(string text)
    {
        var (rest, subpath) = SplitLast(text, '#');
        (rest, var qualifiers) = SplitLast(rest, '?');
        var colon = rest.IndexOf(':');
        if (colon < 0 || !rest[..colon].Equals("pkg", StringComparison.OrdinalIgnoreCase)) throw new FormatException("a package URL starts with pkg:");
        rest = rest[(colon + 1)..].TrimStart('/');
        var slash = rest.IndexOf('/');
        if (slash < 0) throw new FormatException("a package URL has a type and a name");
        var type = rest[..slash];
        rest = rest[(slash + 1)..];
        // An at sign before the last slash belongs to a namespace that was not encoded, such as npm's @scope.
        var at = rest.LastIndexOf('@');
        string? version = null;
        if (at > rest.LastIndexOf('/') || (at > 0 && rest[at - 1] != '/'))
        {
            version = PercentEncoding.Decode(rest[(at + 1)..]);
            rest = rest[..at];
        }
        rest = rest.TrimEnd('/');
        var last = rest.LastIndexOf('/');
        var name = PercentEncoding.Decode(rest[(last + 1)..]);
        return Purl.Build(type, last < 0 ? null : DecodePath(rest[..last]), name, version, Qualifiers(qualifiers), subpath is null ? null : DecodePath(subpath));
    }

    private static string DecodePath(string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < segments.Length; i++)
        {
            segments[i] = PercentEncoding.Decode(segments[i]);
            if (segments[i].Contains('/')) throw new FormatException("a segment of a package URL has an encoded slash");
        }
        return string.Join('/', segments);
    }

    private static IEnumerable<KeyValuePair<string, string?>> Qualifiers(string? text)
    {
        if (string.IsNullOrEmpty(text)) yield break;
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=');
            if (equals < 0) throw new FormatException("a qualifier of a package URL has no '='");
            yield return new(pair[..equals], PercentEncoding.Decode(pair[(equals + 1)..]));
        }
    }

    private static (string Left, string? Right) SplitLast(string text, char separator) =>
        text.LastIndexOf(separator) is var at and >= 0 ? (text[..at], text[(at + 1)..]) : (text, null);
}
