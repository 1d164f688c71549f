namespace Plimsoll.Core.Advisories;

/// <summary>A set of versions: either by <see cref="Events"/>, as OSV has them, or by a <see cref="Constraint"/> in the language of the ecosystem.</summary>
public sealed record AffectedRange
{
    /// <summary>How the versions are ordered.</summary>
    public RangeScheme Scheme { get; init; }

    /// <summary>What being inside means.</summary>
    public RangeMeaning Meaning { get; init; }

    /// <summary>
    /// Events in the order of the feed, which need not be the order of the versions: whoever evaluates sorts them
    /// (https://ossf.github.io/osv-schema/#evaluation). Introduced <c>0</c> is before every version.
    /// </summary>
    public IReadOnlyList<RangeEvent> Events { get; init => field = value ?? []; } = [];

    /// <summary>Text for the parser of ranges of the ecosystem, such as <c>~&gt; 2.1.5</c> or <c>&gt;=1.0 &lt;1.2</c>; null unless <see cref="RangeScheme.Native"/>.</summary>
    public string? Constraint { get; init; }

    /// <summary>The repository whose commits the events name; null unless <see cref="RangeScheme.Git"/>.</summary>
    public string? Repository { get; init; }

    /// <summary>All versions, in the order of the ecosystem.</summary>
    public static AffectedRange All { get; } = From("0");

    /// <summary>From <paramref name="introduced"/> on, up to but not including <paramref name="fixed"/>.</summary>
    public static AffectedRange From(string introduced, string? @fixed = null) => new()
    {
        Events = @fixed is null
            ? [new(RangeEventKind.Introduced, introduced)]
            : [new(RangeEventKind.Introduced, introduced), new(RangeEventKind.Fixed, @fixed)],
    };

    /// <summary>What the constraint of an ecosystem covers.</summary>
    public static AffectedRange Native(string constraint, RangeMeaning meaning = RangeMeaning.Covered) => new() { Scheme = RangeScheme.Native, Meaning = meaning, Constraint = constraint };
}

/// <summary>One event of a range.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Version">With this version.</param>
public readonly record struct RangeEvent(RangeEventKind Kind, string Version);

/// <summary>What happens with a version.</summary>
public enum RangeEventKind
{
    /// <summary>This one is the first in the range; <c>0</c> is before all.</summary>
    Introduced,

    /// <summary>This one is the first that is no longer in the range.</summary>
    Fixed,

    /// <summary>This one is the last in the range.</summary>
    LastAffected,

    /// <summary>Nothing from here on is in the range, whatever was introduced later; <c>*</c> is after all.</summary>
    Limit,
}

/// <summary>How the versions of a range are ordered.</summary>
public enum RangeScheme
{
    /// <summary>By the order of the ecosystem.</summary>
    Ecosystem,

    /// <summary>By Semantic Versioning 2.0.</summary>
    Semver,

    /// <summary>By the commits of a repository: nothing for packages.</summary>
    Git,

    /// <summary>A constraint in the language of the ecosystem.</summary>
    Native,
}

/// <summary>What it means for a version to be in a range.</summary>
public enum RangeMeaning
{
    /// <summary>The statement holds for it.</summary>
    Covered,

    /// <summary>It is mended: the statement does not hold.</summary>
    Mended,

    /// <summary>It never was affected: the statement does not hold.</summary>
    Unaffected,
}
