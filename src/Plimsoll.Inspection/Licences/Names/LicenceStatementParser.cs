using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Licences.Expressions;

namespace Plimsoll.Inspection.Licences.Names;

/// <summary>
/// Reads a statement in which licences go by any of their names: <c>GPLv2+ and (MIT or BSD 3-Clause)</c>. AND binds tighter than OR, and a comma loosest of all, as
/// in Debian's copyright files (DEP-5, "Short name"). A name that means nothing becomes a reference, so the rest of the statement is not lost.
/// </summary>
/// <param name="statement">The statement.</param>
/// <param name="family">Who says it.</param>
/// <param name="local">Names that mean something only here.</param>
internal sealed class LicenceStatementParser(string statement, LicenceFamily family, IReadOnlyDictionary<string, LicenceReading>? local = null)
{
    private const int MaxDepth = 16;

    /// <summary>Parts of the longest name that is looked for.</summary>
    private const int LongestName = 16;

    private readonly List<LicenceToken> _tokens = LicenceTokens.Of(statement);
    private readonly List<MappedWords> _mapped = [];
    private readonly List<string> _unknown = [];
    private Confidence _confidence = Confidence.High;
    private int _place;

    /// <summary>What the statement says; an expression that is null when it says nothing.</summary>
    public LicenceReading Read()
    {
        var expression = ReadList(0);
        while (_place < _tokens.Count)
        {
            // A parenthesis too many: what follows still counts.
            _place++;
            _confidence = Confidence.Low;
            if (ReadList(0) is { } more) expression = expression is null ? more : LicenceExpression.AllOf([expression, more]);
        }
        if (_unknown.Count > 0) _confidence = Confidence.Low;
        return new LicenceReading { Expression = expression, Mapped = _mapped, Unknown = _unknown, Confidence = _confidence };
    }

    private LicenceTokenKind? Kind => _place < _tokens.Count ? _tokens[_place].Kind : null;

    private LicenceExpression? ReadList(int depth)
    {
        var list = ReadAny(depth);
        while (Kind == LicenceTokenKind.Comma)
        {
            _place++;
            bool all;
            if (Kind is LicenceTokenKind.And or LicenceTokenKind.Or)
            {
                all = _tokens[_place++].Kind == LicenceTokenKind.And;
            }
            else
            {
                all = NextOperator(afterComma: true) ?? NextOperator(afterComma: false) ?? !family.ListIsChoice;
                _confidence = (Confidence)Math.Min((int)_confidence, (int)Confidence.Medium);
            }
            if (ReadAny(depth) is not { } part) continue;
            list = list is null ? part : all ? LicenceExpression.AllOf([list, part]) : LicenceExpression.AnyOf([list, part]);
        }
        return list;
    }

    /// <summary>The AND or OR that says what the commas before it mean: in <c>A, B or C</c> that is OR. True for AND, null when there is none.</summary>
    private bool? NextOperator(bool afterComma)
    {
        for (var i = _place; i < _tokens.Count && _tokens[i].Kind != LicenceTokenKind.Close; i++)
        {
            var isOperator = _tokens[i].Kind is LicenceTokenKind.And or LicenceTokenKind.Or;
            if (isOperator && (!afterComma || (i > 0 && _tokens[i - 1].Kind == LicenceTokenKind.Comma))) return _tokens[i].Kind == LicenceTokenKind.And;
        }
        return null;
    }

    private LicenceExpression? ReadAny(int depth) => ReadChain(LicenceTokenKind.Or, depth, ReadAll, LicenceExpression.AnyOf);

    private LicenceExpression? ReadAll(int depth) => ReadChain(LicenceTokenKind.And, depth, ReadTerm, LicenceExpression.AllOf);

    private LicenceExpression? ReadChain(LicenceTokenKind separator, int depth, Func<int, LicenceExpression?> read, Func<IEnumerable<LicenceExpression>, LicenceExpression> join)
    {
        var parts = new List<LicenceExpression>();
        do
        {
            while (Kind == separator) _place++;
            if (read(depth) is { } part) parts.Add(part);
        }
        while (Kind == separator);
        return parts.Count == 0 ? null : join(parts);
    }

    private LicenceExpression? ReadTerm(int depth)
    {
        LicenceExpression? term;
        if (Kind == LicenceTokenKind.Open && depth < MaxDepth)
        {
            _place++;
            term = ReadList(depth + 1);
            if (Kind == LicenceTokenKind.Close) _place++;
        }
        else
        {
            term = ReadName();
        }
        if (term is not null && Kind == LicenceTokenKind.With) term = ReadException(term);
        return term is not null && Kind == LicenceTokenKind.Open && depth < MaxDepth ? ReadRemark(term) : term;
    }

    private LicenceExpression? ReadName()
    {
        for (var end = Math.Min(_tokens.Count, _place + LongestName); end > _place; end--)
        {
            // The beginning of a longer name is another licence.
            if (_tokens[end - 1].Kind is not (LicenceTokenKind.Word or LicenceTokenKind.Close) || (end < _tokens.Count && _tokens[end].Kind == LicenceTokenKind.Word)) continue;
            var text = TextOf(_place, end);
            if (Find(text, out var isGuess) is not { } found) continue;
            _place = end;
            return Take(text, found, isGuess);
        }
        var start = _place;
        while (Kind == LicenceTokenKind.Word) _place++;
        return _place == start ? null : Unknown(start);
    }

    /// <summary>Words that mean nothing together may each be a name: old Alpine packages have lists without commas.</summary>
    private LicenceExpression Unknown(int start)
    {
        var words = _tokens.GetRange(start, _place - start);
        if (words.Count > 1 && words.TrueForAll(word => Find(word.Text, out _) is not null))
        {
            _confidence = Confidence.Medium;
            var parts = words.ConvertAll(word => Take(word.Text, Find(word.Text, out _)!, isGuess: false));
            return family.ListIsChoice ? LicenceExpression.AnyOf(parts) : LicenceExpression.AllOf(parts);
        }
        var text = TextOf(start, _place);
        if (local is not null && local.TryGetValue(text, out var meant) && meant.Expression is { } expression)
        {
            _confidence = (Confidence)Math.Min((int)_confidence, (int)meant.Confidence);
            return Take(text, expression, isGuess: false);
        }
        var reference = LicenceReference.Of(family.Name, text);
        _unknown.Add(text);
        return Take(text, reference, isGuess: false);
    }

    private LicenceExpression ReadException(LicenceExpression term)
    {
        _place++;
        var start = _place;
        while (Kind is LicenceTokenKind.Word) _place++;
        var text = TextOf(start, _place);
        if (term is LicenceExpression.Licence { Exception: null, IsReference: false } licence && LicenceAliases.FindException(text) is { } exception)
            return Take("with " + text, licence with { Exception = exception }, isGuess: false);
        // An exception only allows more, so without it nothing is claimed that is not so. Anything else changes what is asked for.
        _unknown.Add("with " + text);
        return text.Contains("exception", StringComparison.OrdinalIgnoreCase) ? term : Take($"{term} with {text}", LicenceReference.Of(family.Name, $"{term} with {text}"), isGuess: false);
    }

    /// <summary>What stands in parentheses behind a licence: its short name, an address, or a remark.</summary>
    private LicenceExpression ReadRemark(LicenceExpression term)
    {
        var start = _place;
        var depth = 0;
        do
        {
            depth += Kind switch { LicenceTokenKind.Open => 1, LicenceTokenKind.Close => -1, _ => 0 };
            _place++;
        }
        while (depth > 0 && _place < _tokens.Count);
        var text = TextOf(start + 1, Math.Max(start + 1, _place - 1));
        if (Find(text, out var isGuess) is not { } remark)
        {
            if (text.Length > 0) _unknown.Add($"({text})");
            return term;
        }
        var isBetter = !isGuess && (_unknown.Count > 0 || _confidence != Confidence.High) && remark is LicenceExpression.Licence;
        return isBetter && term is LicenceExpression.Licence ? Take(text, remark, isGuess) : term;
    }

    private static LicenceExpression? Find(string text, out bool isGuess)
    {
        isGuess = false;
        if (text.Contains("://", StringComparison.Ordinal)) return text.Contains(' ') ? null : LicenceAliases.FindAddress(text);
        if (!text.Contains(' ') && LicenceParser.TryParse(text, out var strict, out _)) return strict;
        return LicenceAliases.Find(text, out isGuess);
    }

    private LicenceExpression Take(string text, LicenceExpression found, bool isGuess)
    {
        if (isGuess) _confidence = (Confidence)Math.Min((int)_confidence, (int)Confidence.Medium);
        var written = found.ToString();
        if (written != text && !_mapped.Exists(entry => entry.Words == text)) _mapped.Add(new MappedWords(text, written));
        return found;
    }

    private string TextOf(int start, int end) => string.Join(' ', _tokens.Skip(start).Take(end - start).Select(token => token.Text)).Replace("( ", "(").Replace(" )", ")").Replace(" ,", ",");
}
