namespace Plimsoll.Vulnerabilities.Scoring;

/// <summary>
/// What to mend first: what is exploited (CISA's catalogue), then by how probable an exploit is times how bad it is, then by severity. What nobody estimated comes after what has an estimate in the same
/// place, and is never taken for harmless.
/// </summary>
/// <param name="IsExploited">Whether it is in the catalogue of exploited vulnerabilities.</param>
/// <param name="Probability">EPSS: probability of an exploit within 30 days, from 0 to 1; null without an estimate.</param>
/// <param name="Severity">How bad it is.</param>
public sealed record Risk(bool IsExploited, double? Probability, Severity Severity) : IComparable<Risk>
{
    /// <summary>Probability times score, from 0 to 10; null without either of them.</summary>
    public double? Expected => Probability * Severity.Score;

    /// <summary>Negative where this is to be mended before the other.</summary>
    public int CompareTo(Risk? other)
    {
        if (other is null) return -1;
        var order = other.IsExploited.CompareTo(IsExploited);
        if (order == 0) order = Nullable.Compare(other.Expected, Expected);
        if (order == 0) order = other.Severity.Band.CompareTo(Severity.Band);
        return order != 0 ? order : Nullable.Compare(other.Severity.Score, Severity.Score);
    }

    /// <summary>Whether the left is to be mended first.</summary>
    public static bool operator <(Risk left, Risk right) => left.CompareTo(right) < 0;

    /// <summary>Whether the right is to be mended first.</summary>
    public static bool operator >(Risk left, Risk right) => left.CompareTo(right) > 0;

    /// <summary>Whether the right is not to be mended first.</summary>
    public static bool operator <=(Risk left, Risk right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left is not to be mended first.</summary>
    public static bool operator >=(Risk left, Risk right) => left.CompareTo(right) >= 0;
}
