using System.Diagnostics.CodeAnalysis;

namespace Plimsoll.Inspection.Sbom.Writing;

/// <summary>
/// The grammar of SPDX licence expressions (SPDX 2.3, annex D), without the list of ids: whether a text can stand where readers expect an expression.
/// </summary>
internal ref struct LicenceExpression
{
    private const int MaxDepth = 50;

    private readonly List<string> _names = [];
    private ReadOnlySpan<char> _rest;

    private LicenceExpression(string text) => _rest = text;

    /// <summary>Reads an expression; its ids and references in the order in which they occur.</summary>
    public static bool TryRead(string text, [NotNullWhen(true)] out IReadOnlyList<string>? names)
    {
        var reader = new LicenceExpression(text);
        var isOne = reader.Alternatives(0) && reader.Next().IsEmpty;
        names = isOne ? reader._names : null;
        return isOne;
    }

    private bool Alternatives(int depth)
    {
        if (depth > MaxDepth || !Term(depth)) return false;
        while (Take("AND") || Take("OR"))
        {
            if (!Term(depth)) return false;
        }
        return true;
    }

    private bool Term(int depth)
    {
        if (Take("(")) return Alternatives(depth + 1) && Take(")");
        return Name() && (!Take("WITH") || Name());
    }

    private bool Name()
    {
        var word = Next();
        if (word.IsEmpty || word is "(" or ")" or "AND" or "OR" or "WITH" or "NOASSERTION" or "NONE") return false;
        var id = word[^1] == '+' ? word[..^1] : word;
        foreach (var c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-')) return false;
        }
        if (id.IsEmpty) return false;
        _names.Add(word.ToString());
        _rest = _rest[word.Length..];
        return true;
    }

    private bool Take(string word)
    {
        if (!Next().SequenceEqual(word)) return false;
        _rest = _rest[word.Length..];
        return true;
    }

    /// <summary>The next word, which is not taken yet.</summary>
    private ReadOnlySpan<char> Next()
    {
        _rest = _rest.TrimStart(' ');
        if (_rest.IsEmpty) return default;
        if (_rest[0] is '(' or ')') return _rest[..1];
        return _rest.IndexOfAny(' ', '(', ')') is var end and >= 0 ? _rest[..end] : _rest;
    }
}
