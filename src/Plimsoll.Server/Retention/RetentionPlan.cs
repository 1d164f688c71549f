using Plimsoll.Core;
using Plimsoll.Core.Rules;

namespace Plimsoll.Server.Retention;

/// <summary>What retention would do in a repository.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Rules">The rules that decide; empty when there is none.</param>
/// <param name="Tags">A verdict for each tag, in ASCII order.</param>
/// <param name="Manifests">A verdict for each manifest without a tag.</param>
internal sealed record RetentionPlan(
    RepositoryName Repository,
    IReadOnlyList<Rule> Rules,
    IReadOnlyList<RetentionVerdict<RetentionTag>> Tags,
    IReadOnlyList<RetentionVerdict<RetentionManifest>> Manifests)
{
    /// <summary>More tags than this, and more than a quarter of all, are not removed unless somebody confirms it.</summary>
    public const int FreeTags = 10;

    public int RemovedTags { get; } = Tags.Count(v => !v.IsKept);

    public int RemovedManifests { get; } = Manifests.Count(v => !v.IsKept);

    /// <summary>Why the plan is not carried out without confirmation, or null when it is: a rule that removes this much may be a mistake.</summary>
    public string? Brake => RemovedTags > FreeTags && RemovedTags > Tags.Count / 4
        ? $"{RemovedTags} of {Tags.Count} tags of {Repository} would go, which is more than {FreeTags} and more than a quarter; look at the plan, then confirm the run"
        : null;
}
