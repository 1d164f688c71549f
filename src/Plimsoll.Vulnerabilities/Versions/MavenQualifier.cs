namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>A word in a version of Maven: the known ones in their order, then all others by their letters; case does not matter.</summary>
internal readonly ref struct MavenQualifier
{
    /// <summary>The rank of what means a release: nothing, "ga", "final" and "release".</summary>
    public const byte Release = 6;

    private const byte Unknown = 8;

    /// <param name="text">The word.</param>
    /// <param name="isBeforeDigit">Whether a digit follows, before which "a", "b" and "m" are short forms.</param>
    public MavenQualifier(ReadOnlySpan<char> text, bool isBeforeDigit)
    {
        Text = text;
        Rank = RankOf(text, isBeforeDigit);
    }

    public ReadOnlySpan<char> Text { get; }

    public byte Rank { get; }

    public bool IsKnown => Rank != Unknown;

    public int OrderTo(in MavenQualifier other) => Rank != other.Rank ? Rank - other.Rank : IsKnown ? 0 : CompareText(Text, other.Text);

    private static int CompareText(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var length = Math.Min(left.Length, right.Length);
        for (var i = 0; i < length; i++)
        {
            var order = char.ToLowerInvariant(left[i]) - char.ToLowerInvariant(right[i]);
            if (order != 0) return order;
        }
        return left.Length - right.Length;
    }

    private static byte RankOf(ReadOnlySpan<char> text, bool isBeforeDigit)
    {
        if (text.Length > 9) return Unknown;
        Span<char> lower = stackalloc char[9];
        lower = lower[..text.ToLowerInvariant(lower)];
        return lower switch
        {
            "alpha" => 1,
            "a" when isBeforeDigit => 1,
            "beta" => 2,
            "b" when isBeforeDigit => 2,
            "milestone" => 3,
            "m" when isBeforeDigit => 3,
            "rc" or "cr" => 4,
            "snapshot" => 5,
            "" or "ga" or "final" or "release" => Release,
            "sp" => 7,
            _ => Unknown,
        };
    }
}
