using System.Text.RegularExpressions;

namespace Plimsoll.Inspection.Secrets;

/// <summary>
/// An expression over hostile text. The usual engine is quick to prepare and to run, but some text may take it for ever: when it once takes too long, the
/// other engine has its place from then on, whose time is in proportion to the text, whatever it is.
/// </summary>
internal sealed class BoundedRegex
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    private readonly string _pattern;
    private readonly Lock _preparing = new();
    private volatile Regex? _regex;
    private volatile bool _isLinear;

    /// <summary>Makes an expression; it is prepared when it is first needed.</summary>
    public BoundedRegex(string pattern) => _pattern = pattern;

    /// <summary>Whether a text has a match.</summary>
    public bool IsMatch(ReadOnlySpan<char> text)
    {
        try
        {
            return Engine().IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return Linear().IsMatch(text);
        }
    }

    /// <summary>The first match at or after a place; null when there is none.</summary>
    public (int Index, int Length)? Find(ReadOnlySpan<char> text, int start)
    {
        try
        {
            return First(Engine(), text, start);
        }
        catch (RegexMatchTimeoutException)
        {
            return First(Linear(), text, start);
        }
    }

    /// <summary>The match, with its groups, that <see cref="Find"/> told of.</summary>
    public Match Match(string text, int start)
    {
        try
        {
            return Engine().Match(text, start);
        }
        catch (RegexMatchTimeoutException)
        {
            return Linear().Match(text, start);
        }
    }

    /// <summary>Prepares both engines; fails when the pattern is wrong.</summary>
    public void Prepare()
    {
        Engine();
        _ = new Regex(_pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
    }

    private static (int, int)? First(Regex regex, ReadOnlySpan<char> text, int start)
    {
        foreach (var match in regex.EnumerateMatches(text, start)) return (match.Index, match.Length);
        return null;
    }

    private Regex Engine()
    {
        if (_regex is { } ready) return ready;
        lock (_preparing) return _regex ??= new Regex(_pattern, RegexOptions.CultureInvariant, Patience);
    }

    private Regex Linear()
    {
        lock (_preparing)
        {
            if (!_isLinear) _regex = new Regex(_pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            _isLinear = true;
            return _regex!;
        }
    }
}
