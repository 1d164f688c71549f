using System.Diagnostics.CodeAnalysis;

namespace Plimsoll.Core;

/// <summary>
/// A pattern over repository names, part by part. <c>*</c> stands for any characters inside one part; <c>**</c>, only as the last part, for one or more
/// parts. <c>shop/**</c> matches <c>shop/api</c> and <c>shop/a/b</c>, but not <c>shop</c> itself; <c>shop/*</c> matches <c>shop/api</c> only; <c>**</c>
/// alone matches everything. The language is this small so that "every name of this pattern is also one of that" can be decided (<see cref="Covers"/>).
/// </summary>
public sealed class PathPattern
{
    private readonly string[] _parts;
    private readonly bool _open;
    private readonly string? _prefix;

    private PathPattern(string value, string[] parts, bool open)
    {
        Value = value;
        _parts = parts;
        _open = open;
        // Nearly all patterns have no '*' inside: then one comparison decides.
        if (!Array.Exists(parts, static part => part.Contains('*', StringComparison.Ordinal))) _prefix = string.Join('/', parts) + (open && parts.Length > 0 ? "/" : "");
    }

    /// <summary>Matches every repository.</summary>
    public static PathPattern Everything { get; } = Parse("**");

    /// <summary>The pattern as it was written.</summary>
    public string Value { get; }

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="FormatException">The text is no pattern.</exception>
    public static PathPattern Parse(string text) =>
        TryParse(text, out var pattern) ? pattern : throw new FormatException("A path pattern is a repository name in which parts may hold '*', and whose last part may be '**'.");

    /// <summary>Reads a pattern; false when the text is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out PathPattern? pattern)
    {
        pattern = null;
        if (text is null || text.Length is 0 or > RepositoryName.MaxLength) return false;
        var parts = text.Split('/');
        var open = parts[^1] == "**";
        if (open) parts = parts[..^1];
        if (!Array.TrueForAll(parts, IsPart)) return false;
        pattern = new PathPattern(text, parts, open);
        return true;
    }

    /// <summary>Does the pattern match the name?</summary>
    public bool Matches(RepositoryName name) => Matches(name.Value);

    /// <summary>Does this pattern match every name that the other one matches? Never true wrongly.</summary>
    public bool Covers(PathPattern other)
    {
        var fewest = other._parts.Length + (other._open ? 1 : 0);
        if (_open ? fewest <= _parts.Length : other._open || fewest != _parts.Length) return false;
        for (var i = 0; i < _parts.Length; i++)
        {
            // A '*' of the other pattern is an unknown text, which only a '*' of this one takes up.
            if (!Glob.Matches(_parts[i], other._parts[i])) return false;
        }
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    private bool Matches(string name)
    {
        if (_prefix is not null) return _open ? name.Length > _prefix.Length && name.StartsWith(_prefix, StringComparison.Ordinal) : name == _prefix;
        var rest = name.AsSpan();
        for (var i = 0; i < _parts.Length; i++)
        {
            var slash = rest.IndexOf('/');
            var isLast = i == _parts.Length - 1 && !_open;
            if (isLast != slash < 0 || !Glob.Matches(_parts[i], isLast ? rest : rest[..slash])) return false;
            if (!isLast) rest = rest[(slash + 1)..];
        }
        return true;
    }

    private static bool IsPart(string part)
    {
        foreach (var c in part)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('.' or '_' or '-' or '*')) return false;
        }
        return part.Length > 0 && !part.Contains("**", StringComparison.Ordinal);
    }
}
