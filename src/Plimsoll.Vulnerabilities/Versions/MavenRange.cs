namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>
/// Ranges of Maven: sets such as <c>[1.0,2.0)</c> and <c>(,1.0],[1.2,)</c>, in order and apart from each other. A version alone is only a wish, which every version satisfies.
/// </summary>
internal static class MavenRange
{
    private const int MaxLength = 16 * 1024;

    public static RangeAnswer Satisfies(MavenScheme scheme, ReadOnlySpan<char> range, ReadOnlySpan<char> version)
    {
        if (range.Length > MaxLength || !scheme.IsValid(version)) return RangeAnswer.Unreadable;
        var isInside = false;
        var hasSets = false;
        var isOpen = false;
        ReadOnlySpan<char> highest = default;
        var rest = range;
        while (rest is ['[' or '(', ..])
        {
            var end = rest.IndexOfAny(')', ']');
            if (end < 0) return RangeAnswer.Unreadable;
            var includesLowest = rest[0] == '[';
            var includesHighest = rest[end] == ']';
            var inner = rest[1..end].Trim();
            var comma = inner.IndexOf(',');
            if (comma < 0 && (inner.IsEmpty || !includesLowest || !includesHighest)) return RangeAnswer.Unreadable;
            var first = comma < 0 ? inner : inner[..comma].Trim();
            var last = comma < 0 ? inner : inner[(comma + 1)..].Trim();
            if (!first.IsEmpty && !last.IsEmpty && scheme.Compare(last, first) is var span && (span < 0 || (span == 0 && !(includesLowest && includesHighest)))) return RangeAnswer.Unreadable;
            if (hasSets && !isOpen && (first.IsEmpty || scheme.Compare(first, highest) < 0)) return RangeAnswer.Unreadable;
            isInside |= (first.IsEmpty || scheme.Compare(version, first) is var below && (includesLowest ? below >= 0 : below > 0))
                && (last.IsEmpty || scheme.Compare(version, last) is var above && (includesHighest ? above <= 0 : above < 0));
            hasSets = true;
            isOpen = last.IsEmpty;
            highest = last;
            rest = rest[(end + 1)..].Trim();
            if (rest is [',', ..]) rest = rest[1..].Trim();
        }
        if (!rest.IsEmpty) return hasSets ? RangeAnswer.Unreadable : RangeAnswer.Yes;
        return hasSets ? isInside ? RangeAnswer.Yes : RangeAnswer.No : RangeAnswer.Unreadable;
    }
}
