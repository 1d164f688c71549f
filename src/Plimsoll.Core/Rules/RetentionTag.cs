namespace Plimsoll.Core.Rules;

/// <summary>A tag as retention looks at it.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Digest">The manifest that it points at.</param>
/// <param name="PushedAt">When it was set, or its manifest was pushed again, whatever came later; null when nobody knows.</param>
/// <param name="PulledAt">When its manifest was last asked for; null when never, as far as is known.</param>
public sealed record RetentionTag(Tag Tag, Digest Digest, DateTimeOffset? PushedAt, DateTimeOffset? PulledAt)
{
    /// <summary>Why it must stay whatever the rules say: somebody holds it, or it runs somewhere. Null when nothing does.</summary>
    public string? HeldBy { get; init; }

    /// <summary>The rule that makes it immutable; null when none does.</summary>
    public string? ImmutableBy { get; init; }

    /// <summary>The manifest that the tag is about, where it is one of those that hold signatures of a manifest that is here; null otherwise.</summary>
    public Digest? Accompanies { get; init; }
}

/// <summary>A manifest without a tag as retention looks at it.</summary>
/// <param name="Digest">The manifest.</param>
/// <param name="PushedAt">When it was last pushed; null when nobody knows.</param>
/// <param name="PulledAt">When it was last asked for; null when never, as far as is known.</param>
public sealed record RetentionManifest(Digest Digest, DateTimeOffset? PushedAt, DateTimeOffset? PulledAt)
{
    /// <summary>Why it must stay whatever the rules say: somebody holds it, or it runs somewhere. Null when nothing does.</summary>
    public string? HeldBy { get; init; }

    /// <summary>What of the repository needs it, such as the index that lists it. Null when nothing does.</summary>
    public string? NeededBy { get; init; }
}

/// <summary>What retention knows of time.</summary>
/// <param name="Now">The time.</param>
/// <param name="PullsKnownSince">Since when pulls are recorded; null when they are not.</param>
public sealed record RetentionTimes(DateTimeOffset Now, DateTimeOffset? PullsKnownSince);

/// <summary>What becomes of a tag or a manifest, and why.</summary>
/// <param name="Subject">The tag or manifest.</param>
/// <param name="IsKept">True when it stays.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record RetentionVerdict<T>(T Subject, bool IsKept, string Reason);
