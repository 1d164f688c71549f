using Plimsoll.Core.Errors;
using Plimsoll.Core.Rules;
using Plimsoll.Server.Auth.Accounts;
using Plimsoll.Server.Rules;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Rules;

/// <summary>A rule.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Kind">retention, immutability or quota.</param>
/// <param name="Path">Path pattern of the repositories that it is for.</param>
/// <param name="Locked">Only an administrator can remove it, and narrower rules do not come before it.</param>
/// <param name="Says">What it says, in words.</param>
/// <param name="Tags">Patterns of tags that it is about.</param>
/// <param name="Except">Patterns of tags that it leaves alone.</param>
/// <param name="KeepLast">Retention: tags of each pattern that are kept, those pushed last.</param>
/// <param name="KeepVersions">Retention: versions of each line that are kept, the highest.</param>
/// <param name="VersionsPer">Retention: what a line is: all, major or minor.</param>
/// <param name="PulledWithinDays">Retention: keeps what was pulled in so many days.</param>
/// <param name="PushedWithinDays">Retention: keeps what was pushed in so many days.</param>
/// <param name="UntaggedDays">Retention: removes manifests that had neither a tag nor a use for so many days.</param>
/// <param name="ImmutableToo">Retention: decides about immutable tags too.</param>
/// <param name="MaxBytes">Quota: bytes.</param>
/// <param name="MaxTags">Quota: tags.</param>
/// <param name="UsedBytes">Quota: bytes that are used.</param>
/// <param name="UsedTags">Quota: tags that are there.</param>
/// <param name="ReservedBytes">Quota: bytes that uploads under way may still bring.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">Who made it.</param>
internal sealed record RuleEntry(
    long Id, string Kind, string Path, bool Locked, string Says, IReadOnlyList<string>? Tags, IReadOnlyList<string>? Except, int? KeepLast, int? KeepVersions, string? VersionsPer,
    int? PulledWithinDays, int? PushedWithinDays, int? UntaggedDays, bool? ImmutableToo, long? MaxBytes, long? MaxTags, long? UsedBytes, long? UsedTags, long? ReservedBytes,
    DateTimeOffset CreatedAt, string CreatedBy)
{
    public static RuleEntry Of(RuleRecord record)
    {
        var (rule, retention, immutability, quota) = (record.Rule, record.Rule.Terms as RetentionTerms, record.Rule.Terms as ImmutabilityTerms, record.Rule.Terms as QuotaTerms);
        return new(
            rule.Id, NameOf(rule.Terms.Kind), rule.Path.Value, rule.IsLocked, RuleSentence.Of(rule.Terms), retention?.Tags ?? immutability?.Tags, retention?.Except ?? immutability?.Except,
            retention?.KeepLast, retention?.KeepVersions, retention is { KeepVersions: not null } ? retention.VersionsPer.ToString().ToLowerInvariant() : null,
            retention?.PulledWithinDays, retention?.PushedWithinDays, retention?.UntaggedDays, retention?.ImmutableToo, quota?.MaxBytes, quota?.MaxTags,
            record.Usage?.Bytes, record.Usage?.Tags, record.Usage?.Reserved, record.CreatedAt, record.CreatedBy);
    }

    public static string NameOf(RuleKind kind) => kind.ToString().ToLowerInvariant();
}

/// <summary>A rule to be made. Which members it may have depends on the kind.</summary>
/// <param name="Kind">retention, immutability or quota.</param>
/// <param name="Path">Path pattern, such as <c>shop/**</c>.</param>
/// <param name="Locked">Binding: only for administrators.</param>
/// <param name="Tags">Patterns of tags; a retention rule without any is about all tags.</param>
/// <param name="Except">Patterns of tags that are left alone.</param>
/// <param name="KeepLast">Retention: tags of each pattern to keep.</param>
/// <param name="KeepVersions">Retention: versions of each line to keep.</param>
/// <param name="VersionsPer">Retention: all, major or minor; all unless told.</param>
/// <param name="PulledWithinDays">Retention: days.</param>
/// <param name="PushedWithinDays">Retention: days.</param>
/// <param name="UntaggedDays">Retention: days.</param>
/// <param name="ImmutableToo">Retention: decides about immutable tags too.</param>
/// <param name="MaxBytes">Quota: bytes.</param>
/// <param name="MaxTags">Quota: tags.</param>
internal sealed record RuleWish(
    string? Kind, string? Path, bool? Locked = null, IReadOnlyList<string>? Tags = null, IReadOnlyList<string>? Except = null, int? KeepLast = null, int? KeepVersions = null,
    string? VersionsPer = null, int? PulledWithinDays = null, int? PushedWithinDays = null, int? UntaggedDays = null, bool? ImmutableToo = null, long? MaxBytes = null, long? MaxTags = null)
{
    /// <summary>What the rule shall say.</summary>
    /// <exception cref="OciException">INVALID: the kind is none, or does not go with a member.</exception>
    public RuleTerms ToTerms() => Kind switch
    {
        "retention" when MaxBytes is null && MaxTags is null => new RetentionTerms
        {
            Tags = Tags is { Count: > 0 } ? Tags : ["*"],
            Except = Except ?? [],
            KeepLast = KeepLast,
            KeepVersions = KeepVersions,
            VersionsPer = Line(VersionsPer),
            PulledWithinDays = PulledWithinDays,
            PushedWithinDays = PushedWithinDays,
            UntaggedDays = UntaggedDays,
            ImmutableToo = ImmutableToo == true,
        },
        "immutability" when !IsRetention && MaxBytes is null && MaxTags is null => new ImmutabilityTerms { Tags = Tags ?? [], Except = Except ?? [] },
        "quota" when !IsRetention && Tags is null && Except is null => new QuotaTerms { MaxBytes = MaxBytes, MaxTags = MaxTags },
        "retention" or "immutability" or "quota" => throw new OciException(AccountError.Invalid, $"a rule of kind {Kind} has none of the members of other kinds"),
        _ => throw new OciException(AccountError.Invalid, "'kind' is retention, immutability or quota"),
    };

    private bool IsRetention => (KeepLast ?? KeepVersions ?? PulledWithinDays ?? PushedWithinDays ?? UntaggedDays) is not null || ImmutableToo is not null || VersionsPer is not null;

    private static VersionLine Line(string? text) => text switch
    {
        null or "all" => VersionLine.All,
        "major" => VersionLine.Major,
        "minor" => VersionLine.Minor,
        _ => throw new OciException(AccountError.Invalid, "'versionsPer' is all, major or minor"),
    };
}
