using System.Diagnostics.CodeAnalysis;

namespace Plimsoll.Core;

/// <summary>
/// A pattern over repository names, part by part: <c>*</c> stands for one part or a piece of one, <c>**</c> for any number of parts.
/// <c>shop/**</c> matches <c>shop/api</c> and <c>shop/a/b</c>, but not <c>shop</c> itself; <c>**</c> alone matches everything.
/// </summary>
public readonly record struct PathPattern
{
    private readonly string? _value;

    private PathPattern(string value) => _value = value;

    /// <summary>Matches every repository.</summary>
    public static PathPattern Everything { get; } = new("**");

    /// <summary>The pattern as it was written.</summary>
    public string Value => _value ?? throw new InvalidOperationException("A default PathPattern has no value.");

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="FormatException">The text is no pattern.</exception>
    public static PathPattern Parse(string text) =>
        TryParse(text, out var pattern) ? pattern : throw new FormatException("A path pattern is a repository name in which a part may hold '*', or be '**' for any number of parts.");

    /// <summary>Reads a pattern; false when the text is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out PathPattern pattern)
    {
        pattern = default;
        if (text is null || text.Length is 0 or > RepositoryName.MaxLength) return false;
        foreach (var part in text.AsSpan().Split('/'))
        {
            if (!IsPart(text.AsSpan()[part])) return false;
        }
        pattern = new PathPattern(text);
        return true;
    }

    /// <summary>Does the pattern match the name?</summary>
    public bool Matches(RepositoryName name) => Matches(Value, name.Value);

    /// <inheritdoc/>
    public override string ToString() => _value ?? "(no pattern)";

    private static bool IsPart(ReadOnlySpan<char> part)
    {
        if (part.IsEmpty) return false;
        if (part is "**") return true;
        foreach (var c in part)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('.' or '_' or '-' or '*')) return false;
        }
        return !part.Contains("**", StringComparison.Ordinal);
    }

    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        var first = Cut(pattern, out var patternRest, out var patternEnds);
        if (first is "**")
        {
            if (patternEnds) return name.Length > 0;
            for (var rest = name; ;)
            {
                if (Matches(patternRest, rest)) return true;
                Cut(rest, out rest, out var nameEnds);
                if (nameEnds) return false;
            }
        }
        if (!MatchesPart(first, Cut(name, out var nameRest, out var ends))) return false;
        return patternEnds || ends ? patternEnds && ends : Matches(patternRest, nameRest);
    }

    private static ReadOnlySpan<char> Cut(ReadOnlySpan<char> text, out ReadOnlySpan<char> rest, out bool ends)
    {
        var slash = text.IndexOf('/');
        ends = slash < 0;
        rest = ends ? [] : text[(slash + 1)..];
        return ends ? text : text[..slash];
    }

    private static bool MatchesPart(ReadOnlySpan<char> pattern, ReadOnlySpan<char> part)
    {
        var star = pattern.IndexOf('*');
        if (star < 0) return pattern.SequenceEqual(part);
        if (part.Length < star || !part[..star].SequenceEqual(pattern[..star])) return false;
        for (var i = star; i <= part.Length; i++)
        {
            if (MatchesPart(pattern[(star + 1)..], part[i..])) return true;
        }
        return false;
    }
}
