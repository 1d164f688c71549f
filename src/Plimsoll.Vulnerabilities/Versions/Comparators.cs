namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>
/// Ranges of package managers that have no syntax of their own for more than one bound: comparators (<c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c>, <c>&gt;=</c>, <c>=</c>, <c>!=</c>, and Debian's
/// <c>&lt;&lt;</c> and <c>&gt;&gt;</c>) that all hold, separated by commas; a version alone is meant exactly.
/// </summary>
internal static class Comparators
{
    public static RangeAnswer Satisfies(VersionScheme scheme, ReadOnlySpan<char> range, ReadOnlySpan<char> version)
    {
        var isInside = true;
        foreach (var part in range.Split(','))
        {
            var comparator = range[part].Trim();
            var length = comparator.IndexOfAnyExcept("<>=!") is var end and >= 0 ? end : comparator.Length;
            if (!scheme.TryCompare(version, comparator[length..].Trim(), out var order)) return RangeAnswer.Unreadable;
            bool? holds = comparator[..length] switch
            {
                "<" or "<<" => order < 0,
                "<=" => order <= 0,
                ">" or ">>" => order > 0,
                ">=" => order >= 0,
                "=" or "==" or "" => order == 0,
                "!=" => order != 0,
                _ => null,
            };
            if (holds is null) return RangeAnswer.Unreadable;
            isInside &= holds.Value;
        }
        return isInside ? RangeAnswer.Yes : RangeAnswer.No;
    }
}
