namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>
/// A range of node-semver: alternatives between <c>||</c>, each of comparators that all hold; hyphens, <c>x</c>, <c>~</c> and <c>^</c> stand for two comparators. Without
/// <c>includePrerelease</c> a prerelease is inside only where a comparator names a prerelease of the same three numbers.
/// </summary>
internal sealed class NpmRange
{
    private const int MaxLength = 16 * 1024;

    private readonly List<List<NpmComparator>> _alternatives;
    private readonly bool _includePrereleases;

    private NpmRange(List<List<NpmComparator>> alternatives, bool includePrereleases)
    {
        _alternatives = alternatives;
        _includePrereleases = includePrereleases;
    }

    /// <summary>Reads a range; null where node-semver refuses it.</summary>
    public static NpmRange? TryParse(ReadOnlySpan<char> text, bool includePrereleases)
    {
        if (text.Length > MaxLength) return null;
        var alternatives = new List<List<NpmComparator>>();
        List<NpmComparator>? all = null;
        foreach (var range in text.Split("||"))
        {
            var comparators = NpmRangeReader.Read(text[range].Trim(), includePrereleases);
            if (comparators is null) return null;
            if (comparators.Count == 0) all = comparators;
            alternatives.Add(comparators);
        }
        // One that is open to everything makes the others void, also for prereleases that they would let in.
        return new NpmRange(all is null ? alternatives : [all], includePrereleases);
    }

    /// <summary>Whether a version is inside.</summary>
    public bool Contains(in SemanticVersion version)
    {
        foreach (var comparators in _alternatives)
        {
            if (HoldAll(comparators, version)) return true;
        }
        return false;
    }

    private bool HoldAll(List<NpmComparator> comparators, in SemanticVersion version)
    {
        var names = version.Prerelease.IsEmpty || _includePrereleases;
        foreach (var comparator in comparators)
        {
            var bound = comparator.Parse();
            if (!comparator.Holds(version.OrderTo(bound))) return false;
            names = names || (!bound.Prerelease.IsEmpty && version.CompareNumbers(bound) == 0);
        }
        return names;
    }
}
