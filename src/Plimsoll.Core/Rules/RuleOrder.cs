namespace Plimsoll.Core.Rules;

/// <summary>
/// The order in which rules are asked: locked ones first, then those of the more specific path. A pattern that covers another one is always behind it. Patterns of which
/// neither covers the other are ordered by the characters that they fix, then by their number of parts, so that the order is the same for everybody.
/// </summary>
public sealed class RuleOrder : IComparer<Rule>
{
    private RuleOrder() { }

    /// <summary>The order.</summary>
    public static RuleOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(Rule? x, Rule? y)
    {
        if (x is null || y is null) return x is null ? (y is null ? 0 : -1) : 1;
        var byLock = y.IsLocked.CompareTo(x.IsLocked);
        if (byLock != 0) return byLock;
        var byPath = Compare(x.Path, y.Path);
        return byPath != 0 ? byPath : x.Id.CompareTo(y.Id);
    }

    /// <summary>Negative when the first pattern is the more specific one, 0 only for equal patterns.</summary>
    public static int Compare(PathPattern x, PathPattern y)
    {
        var (a, b) = (Weigh(x.Value), Weigh(y.Value));
        var byWeight = (b.Fixed, b.Parts, a.Stars).CompareTo((a.Fixed, a.Parts, b.Stars));
        return byWeight != 0 ? byWeight : string.CompareOrdinal(x.Value, y.Value);
    }

    private static (int Fixed, int Parts, int Stars) Weigh(string pattern)
    {
        var isOpen = pattern.EndsWith("**", StringComparison.Ordinal);
        var closed = isOpen ? pattern[..^2].TrimEnd('/') : pattern;
        var parts = closed.Length == 0 ? 0 : closed.Count(static c => c == '/') + 1;
        var stars = closed.Count(static c => c == '*');
        return (closed.Length - stars - Math.Max(parts - 1, 0), parts, stars);
    }
}
