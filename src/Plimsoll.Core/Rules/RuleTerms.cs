using System.Text.Json.Serialization;

namespace Plimsoll.Core.Rules;

/// <summary>What a rule is about.</summary>
public enum RuleKind
{
    /// <summary>Which tags and manifests are kept.</summary>
    Retention,

    /// <summary>Which tags stay as they are.</summary>
    Immutability,

    /// <summary>How much may be stored.</summary>
    Quota,
}

/// <summary>What a rule says about the repositories of its path.</summary>
public abstract record RuleTerms
{
    /// <summary>What the rule is about.</summary>
    [JsonIgnore]
    public abstract RuleKind Kind { get; }
}

/// <summary>Tags that, once set, neither move nor go. A rule may also say that tags are free, where a wider rule holds them.</summary>
public sealed record ImmutabilityTerms : RuleTerms
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override RuleKind Kind => RuleKind.Immutability;

    /// <summary>Patterns of tags that stay as they are.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Patterns of tags that are free to move.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary>True when the tag stays as it is, false when it is free, null when the rule says nothing about it.</summary>
    public bool? Holds(Tag tag)
    {
        var selection = new TagSelection(Tags, Except);
        return selection.Excepts(tag) ? false : selection.GroupOf(tag) is not null ? true : null;
    }
}

/// <summary>How much the repositories of the path may hold together.</summary>
public sealed record QuotaTerms : RuleTerms
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override RuleKind Kind => RuleKind.Quota;

    /// <summary>Bytes of blobs, each counted once, and of manifests, counted in every repository; null for any number.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>Tags; null for any number.</summary>
    public long? MaxTags { get; init; }
}
