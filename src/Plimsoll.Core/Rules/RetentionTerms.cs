using System.Text.Json.Serialization;

namespace Plimsoll.Core.Rules;

/// <summary>Which versions are counted together.</summary>
public enum VersionLine
{
    /// <summary>All of them.</summary>
    All,

    /// <summary>Those with the same major number.</summary>
    Major,

    /// <summary>Those with the same major and minor number.</summary>
    Minor,
}

/// <summary>
/// Which tags are kept. Every criterion that is set can keep a tag; a tag goes only when none does. The patterns of <see cref="Tags"/> are groups: what is counted is
/// counted in each of them.
/// </summary>
public sealed record RetentionTerms : RuleTerms
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override RuleKind Kind => RuleKind.Retention;

    /// <summary>Patterns of tags that the rule decides about, each a group.</summary>
    public IReadOnlyList<string> Tags { get; init; } = ["*"];

    /// <summary>Patterns of tags that it leaves alone.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary>Keeps so many tags of each group, those pushed last.</summary>
    public int? KeepLast { get; init; }

    /// <summary>Keeps so many versions of each line and group, the highest.</summary>
    public int? KeepVersions { get; init; }

    /// <summary>What a line of versions is.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<VersionLine>))]
    public VersionLine VersionsPer { get; init; }

    /// <summary>Keeps what was pulled, or pushed, in the last so many days.</summary>
    public int? PulledWithinDays { get; init; }

    /// <summary>Keeps what was pushed in the last so many days.</summary>
    public int? PushedWithinDays { get; init; }

    /// <summary>Removes manifests without a tag that were neither pushed nor pulled in the last so many days; null leaves them alone.</summary>
    public int? UntaggedDays { get; init; }

    /// <summary>Decides about immutable tags too.</summary>
    public bool ImmutableToo { get; init; }

    /// <summary>True when it decides about tags, not only about manifests without one.</summary>
    [JsonIgnore]
    public bool DecidesTags => (KeepLast ?? KeepVersions ?? PulledWithinDays ?? PushedWithinDays) is not null;
}
