namespace Plimsoll.Core.Rules;

/// <summary>
/// Decides which tags and manifests of a repository stay. It is a function of what it is given and of nothing else; the order of tags and rules does not matter.
/// Every criterion of every rule can keep a tag, so more rules and larger numbers keep more. What is not known keeps.
/// </summary>
public static class RetentionEngine
{
    /// <summary>Decides about tags; one verdict for each, in the order given.</summary>
    /// <param name="rules">The retention rules of the repository (<see cref="RuleBook.RetentionOf"/>).</param>
    /// <param name="tags">All tags of the repository: what is counted is counted among them.</param>
    /// <param name="times">The time.</param>
    public static IReadOnlyList<RetentionVerdict<RetentionTag>> Decide(IReadOnlyList<Rule> rules, IReadOnlyList<RetentionTag> tags, RetentionTimes times)
    {
        var criteria = rules.Where(static r => r.Terms is RetentionTerms { DecidesTags: true }).OrderBy(static r => r.Id).Select(rule => new RetentionCriteria(rule, tags, times)).ToList();
        return [.. tags.Select(tag => Decide(criteria, tag))];
    }

    /// <summary>Decides about manifests without a tag; one verdict for each, in the order given.</summary>
    public static IReadOnlyList<RetentionVerdict<RetentionManifest>> Decide(IReadOnlyList<Rule> rules, IReadOnlyList<RetentionManifest> manifests, RetentionTimes times)
    {
        // Of several rules the one that keeps longest decides.
        var rule = rules.Where(static r => r.Terms is RetentionTerms { UntaggedDays: not null }).OrderByDescending(static r => ((RetentionTerms)r.Terms).UntaggedDays).ThenBy(static r => r.Id).FirstOrDefault();
        return [.. manifests.Select(manifest => WhyKept(rule, manifest, times) is { } reason
            ? new RetentionVerdict<RetentionManifest>(manifest, true, reason)
            : new RetentionVerdict<RetentionManifest>(manifest, false, $"no tag, neither pushed nor pulled for {((RetentionTerms)rule!.Terms).UntaggedDays} days ({rule.Name})"))];
    }

    private static RetentionVerdict<RetentionTag> Decide(List<RetentionCriteria> criteria, RetentionTag tag)
    {
        if (tag.HeldBy is { } hold) return Keep(hold);
        if (tag.Accompanies is { } subject) return Keep($"it belongs to {subject}, which is here");
        var concerned = criteria.FindAll(c => c.Concerns(tag));
        if (concerned.Count == 0) return Keep("no retention rule is about this tag");
        if (tag.PushedAt is null) return Keep("nobody knows when it was pushed");
        foreach (var one in concerned)
        {
            if (one.WhyKept(tag) is { } reason) return Keep($"{reason} ({one.Rule.Name})");
        }
        if (tag.ImmutableBy is { } rule && !concerned.Exists(static c => c.Terms.ImmutableToo)) return Keep($"immutable by {rule}");
        return new RetentionVerdict<RetentionTag>(tag, false, string.Join("; ", concerned.Select(c => $"{c.WhyNotKept(tag)} ({c.Rule.Name})")));

        RetentionVerdict<RetentionTag> Keep(string reason) => new(tag, true, reason);
    }

    private static string? WhyKept(Rule? rule, RetentionManifest manifest, RetentionTimes times)
    {
        if (manifest.HeldBy is { } hold) return hold;
        if (manifest.NeededBy is { } need) return need;
        if (rule is null) return "no retention rule is about manifests without a tag";
        if (manifest.PushedAt is not { } pushed) return "nobody knows when it was pushed";
        return RetentionCriteria.WhyRecent(((RetentionTerms)rule.Terms).UntaggedDays!.Value, pushed, manifest.PulledAt, times) is { } reason ? $"{reason} ({rule.Name})" : null;
    }
}
