namespace Plimsoll.Vulnerabilities.Oval.Values;

/// <summary>The order of OVAL's datatype <c>version</c>: numbers between anything that is no digit, one after the other; a missing one counts as 0.</summary>
internal static class VersionOrder
{
    /// <summary>Orders two versions; null when one has no number at all.</summary>
    public static int? Compare(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        if (!left.ContainsAnyInRange('0', '9') || !right.ContainsAnyInRange('0', '9')) return null;
        while (!left.IsEmpty || !right.IsEmpty)
        {
            var a = Number(ref left);
            var b = Number(ref right);
            var order = a.Length != b.Length ? a.Length.CompareTo(b.Length) : a.SequenceCompareTo(b);
            if (order != 0) return order;
        }
        return 0;
    }

    /// <summary>The next number without zeros in front; empty for 0.</summary>
    private static ReadOnlySpan<char> Number(ref ReadOnlySpan<char> text)
    {
        var start = text.IndexOfAnyInRange('0', '9');
        if (start < 0)
        {
            text = [];
            return [];
        }
        var length = text[start..].IndexOfAnyExceptInRange('0', '9');
        var number = length < 0 ? text[start..] : text.Slice(start, length);
        text = length < 0 ? [] : text[(start + length)..];
        return number.TrimStart('0');
    }
}
