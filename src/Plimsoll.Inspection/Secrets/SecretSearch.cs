using System.Text;
using System.Text.RegularExpressions;

namespace Plimsoll.Inspection.Secrets;

/// <summary>
/// Looks for secrets in text: one pass finds the keywords of all rules, and only around those that are there a rule looks closer, first for a single
/// character, then with its pattern. It holds no state: any number of threads may use one.
/// </summary>
internal sealed class SecretSearch
{
    /// <summary>Bytes around a place that a rule may look at, on each side.</summary>
    public const int MaxReach = 2048;

    private const int MaxMatches = 200;
    private const int MaxPathOnStack = 1024;

    private readonly KeywordAutomaton _automaton;
    private readonly Clue[][] _rulesOf;
    private readonly SecretRule[] _ofFiles;

    /// <summary>An automaton here too: what the framework has for this is compiled when it is first used, which takes longer than looking at all paths of an image.</summary>
    private readonly KeywordAutomaton _paths;

    /// <param name="rules">The rules, in their order.</param>
    public SecretSearch(IReadOnlyList<SecretRule> rules)
    {
        var words = rules.SelectMany(rule => rule.Keywords, (rule, keyword) => new Clue(keyword, rule)).GroupBy(entry => entry.Keyword.Word, StringComparer.OrdinalIgnoreCase).ToList();
        _automaton = new KeywordAutomaton([.. words.Select(word => word.Key)]);
        _rulesOf = [.. words.Select(word => word.ToArray())];
        _ofFiles = [.. rules.Where(rule => rule.FilesPattern is not null)];
        _paths = new KeywordAutomaton([.. _ofFiles.SelectMany(rule => rule.Paths)]);
    }

    /// <summary>The search with all rules.</summary>
    public static SecretSearch Known { get; } = new(KnownSecretRules.All);

    /// <summary>Whether there may be a rule that is about files like this only.</summary>
    public bool IsOfInterest(string path)
    {
        var size = Encoding.UTF8.GetMaxByteCount(path.Length);
        var bytes = size <= MaxPathOnStack ? stackalloc byte[size] : new byte[size];
        var (at, state) = (0, 0);
        return _paths.Find(bytes[..Encoding.UTF8.GetBytes(path, bytes)], ref at, ref state);
    }

    /// <summary>The rule for which the path alone is a finding; null when there is none.</summary>
    public SecretRule? OfPath(string path) => IsOfInterest(path) ? Array.Find(_ofFiles, rule => rule.IsOfPath && rule.IsAbout(path) && !rule.Allows(path)) : null;

    /// <summary>Finds the secrets of a text.</summary>
    public IReadOnlyList<SecretMatch> Find(string text, SecretPlace place) => Find(Encoding.Latin1.GetBytes(text), 0, text.Length, place);

    /// <summary>Finds the secrets that have a keyword in a part of a text.</summary>
    /// <param name="text">The text, with what is around the part.</param>
    /// <param name="from">Where the part starts.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="place">Where the text is from.</param>
    /// <returns>The secrets in the order of the text, none of which overlap.</returns>
    public IReadOnlyList<SecretMatch> Find(ReadOnlySpan<byte> text, int from, int to, SecretPlace place)
    {
        List<SecretMatch>? matches = null;
        var (at, state) = (from, 0);
        var isOfInterest = IsOfInterest(place.Path);
        var end = Math.Min(text.Length, to + _automaton.Longest);
        while (_automaton.Find(text[..end], ref at, ref state))
        {
            foreach (var word in _automaton.Ending(state))
            {
                var hit = at - _automaton.LengthOf(word);
                if (hit < from || hit >= to) continue;
                foreach (var (keyword, rule) in _rulesOf[word])
                {
                    if ((isOfInterest || rule.FilesPattern is null) && keyword.IsAt(text, hit)) Look(text, hit, rule, place, ref matches);
                }
            }
            if (matches is { Count: >= MaxMatches }) break;
        }
        if (from == 0 && isOfInterest) LookAtStart(text, place, ref matches);
        return matches is null ? [] : Settle(matches);
    }

    private static void Look(ReadOnlySpan<byte> text, int hit, SecretRule rule, SecretPlace place, ref List<SecretMatch>? matches)
    {
        if (rule.IsWeak && (place.IsQuiet || place.Syntax == SecretSyntax.Text)) return;
        var (start, end) = (Math.Max(0, hit - rule.Before), Math.Min(text.Length, hit + Math.Min(rule.Reach, MaxReach)));
        if (!rule.IsOfLines)
        {
            if (text[start..hit].LastIndexOf((byte)'\n') is var before and >= 0) start += before + 1;
            if (text[hit..end].IndexOf((byte)'\n') is var after and >= 0) end = hit + after;
        }
        if (rule.Needs is { } needs && text[hit..end].IndexOfAny(needs) < 0) return;
        if (!rule.IsAbout(place.Path)) return;
        Match(text[start..end], start, hit - start, rule, place, ref matches);
    }

    /// <summary>Rules without keywords look at the start of the file that they are about.</summary>
    private void LookAtStart(ReadOnlySpan<byte> text, SecretPlace place, ref List<SecretMatch>? matches)
    {
        foreach (var rule in _ofFiles)
        {
            if (rule is { IsOfPath: false, Keywords.Count: 0 } && rule.IsAbout(place.Path)) Match(text[..Math.Min(text.Length, MaxReach * 4)], 0, -1, rule, place, ref matches);
        }
    }

    /// <summary>Tries a pattern in a window; a match counts when the keyword is in it.</summary>
    private static void Match(ReadOnlySpan<byte> window, int start, int keyword, SecretRule rule, SecretPlace place, ref List<SecretMatch>? matches)
    {
        Span<char> characters = stackalloc char[window.Length];
        Encoding.Latin1.GetChars(window, characters);
        string? text = null;
        for (var at = rule.IsAnchored ? keyword : 0; at <= characters.Length && rule.Pattern!.Find(characters, at) is { } found; at = found.Index + Math.Max(1, found.Length))
        {
            if (keyword >= 0 && found.Index > keyword) return;
            if (keyword >= 0 && found.Index + found.Length <= keyword) continue;
            text ??= characters.ToString();
            var match = rule.Pattern.Match(text, found.Index);
            var group = match.Groups["secret"] is { Success: true } secret ? secret : (Group)match;
            if (Judge(rule, match, text.AsSpan(0, match.Index), group.Value, place) is var verdict and not SecretVerdict.No) (matches ??= []).Add(new SecretMatch(rule, start + group.Index, group.Value, verdict));
        }
    }

    private static SecretVerdict Judge(SecretRule rule, Match match, ReadOnlySpan<char> before, string value, SecretPlace place)
    {
        if (rule.Allows(value)) return SecretVerdict.Placeholder;
        if (rule.Check is { } check && check(match, before, value, place) is var verdict and not SecretVerdict.Yes) return verdict;
        if (rule.Check is null && Placeholders.IsMadeUp(value)) return SecretVerdict.Placeholder;
        return rule.Entropy > 0 && ShannonEntropy.Of(value) < rule.Entropy ? SecretVerdict.No : SecretVerdict.Yes;
    }

    /// <summary>Of matches that overlap the one of the first rule counts; one that is a placeholder hides others and is left out then.</summary>
    private static List<SecretMatch> Settle(List<SecretMatch> matches)
    {
        var settled = new List<SecretMatch>(matches.Count);
        foreach (var match in matches.OrderBy(match => match.Rule.Order).ThenBy(match => match.Start))
        {
            if (!settled.Exists(other => other.Start < match.End && match.Start < other.End)) settled.Add(match);
        }
        settled.RemoveAll(match => match.Verdict == SecretVerdict.Placeholder);
        settled.Sort((a, b) => a.Start.CompareTo(b.Start));
        return settled;
    }

    /// <summary>A keyword and a rule that looks closer where it stands.</summary>
    private sealed record Clue(SecretKeyword Keyword, SecretRule Rule);
}
