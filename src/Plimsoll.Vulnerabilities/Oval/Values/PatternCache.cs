using System.Text.RegularExpressions;

namespace Plimsoll.Vulnerabilities.Oval.Values;

/// <summary>The expressions of an evaluation, each prepared once. They are Perl's (OVAL 5.11.2, "Regular Expressions"), and so need an engine that goes back; each match has its time.</summary>
/// <param name="timeout">Time for one expression on one text.</param>
internal sealed class PatternCache(TimeSpan timeout)
{
    private const int MaxKept = 20_000;

    private readonly Dictionary<(string Pattern, RegexOptions Options), (Regex? Regex, string? Problem)> _known = [];

    /// <summary>An expression, or what is wrong with it.</summary>
    public Regex? Find(string pattern, RegexOptions options, out string? problem)
    {
        if (!_known.TryGetValue((pattern, options), out var found))
        {
            found = Make(pattern, options);
            if (_known.Count < MaxKept) _known.Add((pattern, options), found);
        }
        problem = found.Problem;
        return found.Regex;
    }

    /// <summary>Whether a text has a match.</summary>
    public OvalVerdict IsMatch(string pattern, string text)
    {
        if (Find(pattern, RegexOptions.None, out var problem) is not { } regex) return new OvalVerdict(OvalResult.Error, problem);
        try
        {
            return new OvalVerdict(regex.IsMatch(text) ? OvalResult.True : OvalResult.False);
        }
        catch (RegexMatchTimeoutException)
        {
            return new OvalVerdict(OvalResult.Error, Slow(pattern));
        }
    }

    /// <summary>What is said of an expression that takes too long.</summary>
    public string Slow(string pattern) => $"the expression '{Shown(pattern)}' took more than {timeout.TotalMilliseconds} ms";

    private (Regex?, string?) Make(string pattern, RegexOptions options)
    {
        try
        {
            return (new Regex(PerlPattern.Translate(pattern), options | RegexOptions.CultureInvariant, timeout), null);
        }
        catch (Exception e) when (e is ArgumentException or InsufficientExecutionStackException)
        {
            return (null, $"the expression '{Shown(pattern)}' cannot be used: {e.Message}");
        }
    }

    private static string Shown(string pattern) => pattern.Length <= 80 ? pattern : pattern[..80] + "…";
}
