using System.Diagnostics.CodeAnalysis;

namespace Plimsoll.Inspection.Licences.Expressions;

/// <summary>
/// Reads SPDX licence expressions strictly: every id is of the SPDX list or a reference. Upper and lower case of ids and operators do not matter; what is
/// deprecated is replaced by what the list names in its place.
/// </summary>
public static class LicenceParser
{
    /// <summary>Longest expression that is read, in characters.</summary>
    public const int MaxLength = 64 << 10;

    private const int MaxDepth = 64;

    /// <summary>Reads an expression.</summary>
    /// <param name="text">The text.</param>
    /// <param name="expression">What it says.</param>
    /// <param name="problem">What is wrong with it, with the place.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out LicenceExpression? expression, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        (expression, problem) = (null, null);
        if (text.Length > MaxLength)
        {
            problem = $"it has more than {MaxLength} characters";
            return false;
        }
        if (string.IsNullOrWhiteSpace(text))
        {
            problem = "it is empty";
            return false;
        }
        var reading = new Reading(text);
        expression = reading.ReadAny(0);
        if (expression is not null && reading.Peek() is { Length: > 0 } rest) expression = reading.Fail($"'{rest}' is not expected");
        if (expression is not null) return true;
        problem = reading.Problem!;
        return false;
    }

    /// <summary>Takes an expression apart, one word after the other.</summary>
    private sealed class Reading(string text)
    {
        private int _place;
        private int _wordStart;

        public string? Problem { get; private set; }

        public LicenceExpression? ReadAny(int depth) => ReadList("OR", depth, ReadAll, LicenceExpression.AnyOf);

        /// <summary>The next word without taking it; empty at the end.</summary>
        public string Peek()
        {
            var place = _place;
            var word = Next();
            _place = place;
            return word;
        }

        public LicenceExpression? Fail(string reason)
        {
            Problem ??= $"{reason} at character {_wordStart + 1}";
            return null;
        }

        private LicenceExpression? ReadAll(int depth) => ReadList("AND", depth, ReadTerm, LicenceExpression.AllOf);

        private LicenceExpression? ReadList(string separator, int depth, Func<int, LicenceExpression?> read, Func<IEnumerable<LicenceExpression>, LicenceExpression> join)
        {
            var parts = new List<LicenceExpression>();
            do
            {
                if (read(depth) is not { } part) return null;
                parts.Add(part);
            }
            while (Take(separator));
            return parts.Count == 1 ? parts[0] : join(parts);
        }

        private LicenceExpression? ReadTerm(int depth)
        {
            var word = Next();
            if (word.Length == 0) return Fail("a licence is missing");
            if (word == "(")
            {
                if (depth == MaxDepth) return Fail($"parentheses are nested more than {MaxDepth} deep");
                if (ReadAny(depth + 1) is not { } inner) return null;
                return Next() == ")" ? inner : Fail("a closing parenthesis is missing");
            }
            if (ReadLicence(word) is not { } licence) return null;
            return Take("WITH") ? ReadException(licence) : licence;
        }

        private LicenceExpression? ReadLicence(string word)
        {
            var orLater = word.EndsWith('+');
            var id = orLater ? word[..^1] : word;
            if (LicenceReference.TryNormalize(id, out var reference)) return new LicenceExpression.Licence(reference, orLater);
            return SpdxList.Find(id) is { } known ? SpdxList.Current(known, orLater) : Fail($"'{word}' is no SPDX licence");
        }

        private LicenceExpression? ReadException(LicenceExpression licence)
        {
            var word = Next();
            if (licence is not LicenceExpression.Licence { Exception: null } plain) return Fail("a licence has two exceptions");
            if (word.StartsWith("AdditionRef-", StringComparison.Ordinal) && LicenceReference.IsName(word)) return plain with { Exception = word };
            return SpdxList.FindException(word) is { } exception ? plain with { Exception = exception.ReplacedBy ?? exception.Id } : Fail($"'{word}' is no SPDX exception");
        }

        private bool Take(string word)
        {
            if (!string.Equals(Peek(), word, StringComparison.OrdinalIgnoreCase)) return false;
            Next();
            return true;
        }

        private string Next()
        {
            while (_place < text.Length && char.IsWhiteSpace(text[_place])) _place++;
            _wordStart = _place;
            if (_place == text.Length) return "";
            if (text[_place] is '(' or ')') return text[_place++] == '(' ? "(" : ")";
            while (_place < text.Length && !char.IsWhiteSpace(text[_place]) && text[_place] is not ('(' or ')')) _place++;
            return text[_wordStart.._place];
        }
    }
}
