namespace Plimsoll.Core.Rules;

/// <summary>Tags chosen by patterns, less those of other patterns. The patterns that choose are at the same time groups: a tag belongs to the first that matches it.</summary>
public sealed class TagSelection
{
    private readonly TagPattern[] _chosen;
    private readonly TagPattern[] _excepted;

    /// <summary>Makes a selection.</summary>
    /// <param name="chosen">Patterns that choose, each a group.</param>
    /// <param name="excepted">Patterns of tags that are left out again.</param>
    /// <exception cref="FormatException">One is no pattern.</exception>
    public TagSelection(IEnumerable<string> chosen, IEnumerable<string> excepted) =>
        (_chosen, _excepted) = ([.. chosen.Select(TagPattern.Parse)], [.. excepted.Select(TagPattern.Parse)]);

    /// <summary>The pattern that chooses the tag, or null when none does or another one leaves it out.</summary>
    public TagPattern? GroupOf(Tag tag) => Excepts(tag) ? null : Array.Find(_chosen, pattern => pattern.Matches(tag));

    /// <summary>Is the tag left out by name?</summary>
    public bool Excepts(Tag tag) => Array.Exists(_excepted, pattern => pattern.Matches(tag));
}
