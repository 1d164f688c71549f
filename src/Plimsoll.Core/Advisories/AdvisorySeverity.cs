namespace Plimsoll.Core.Advisories;

/// <summary>Somebody's judgement of how bad it is. Several stand beside each other; none is made up where there is none.</summary>
public sealed record AdvisorySeverity
{
    /// <summary>Who judged, such as <c>NVD</c>, <c>Red Hat</c>; by default the database of the record.</summary>
    public required string Origin { get; init; }

    /// <summary>The scale of <see cref="Vector"/> and <see cref="Score"/>.</summary>
    public SeverityScale Scale { get; init; }

    /// <summary>Vector, such as <c>CVSS:3.1/AV:N/…</c>; null without one.</summary>
    public string? Vector { get; init; }

    /// <summary>Base score from 0 to 10 as the feed has it; null when it only has a vector or a word.</summary>
    public double? Score { get; init; }

    /// <summary>The word of the vendor, such as <c>Important</c>, <c>unimportant</c>, <c>negligible</c>; null without one.</summary>
    public string? Word { get; init; }
}

/// <summary>The scale of a score or vector.</summary>
public enum SeverityScale
{
    /// <summary>A word of the vendor.</summary>
    Word,

    /// <summary>CVSS 2.0.</summary>
    CvssV2,

    /// <summary>CVSS 3.0 or 3.1; the vector tells which.</summary>
    CvssV3,

    /// <summary>CVSS 4.0.</summary>
    CvssV4,
}
