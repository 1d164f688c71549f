using Plimsoll.Core;
using Plimsoll.Core.Rules;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Retention;

/// <summary>Finds out what the rules would do in a repository. It changes nothing.</summary>
internal sealed class RetentionPlanner(IMetadataStore metadata, TimeProvider time)
{
    private const int BatchSize = 1000;

    /// <summary>The plan; where no rule decides, everything is kept.</summary>
    public async Task<RetentionPlan> PlanAsync(RepositoryName repository, CancellationToken cancellationToken)
    {
        var book = new RuleBook((await metadata.Rules.ListAsync(cancellationToken)).Select(r => r.Rule));
        var rules = book.RetentionOf(repository);
        var times = new RetentionTimes(time.GetUtcNow(), await metadata.Retention.PullsKnownSinceAsync(cancellationToken));
        var tags = (await TagsAsync(repository, cancellationToken)).ConvertAll(tag => tag with { ImmutableBy = book.HolderOf(repository, tag.Tag)?.Name });
        var manifests = rules.Any(r => r.Terms is RetentionTerms { UntaggedDays: not null }) ? await ManifestsAsync(repository, cancellationToken) : [];
        return new RetentionPlan(repository, rules, RetentionEngine.Decide(rules, tags, times), RetentionEngine.Decide(rules, manifests, times));
    }

    private async Task<List<RetentionTag>> TagsAsync(RepositoryName repository, CancellationToken cancellationToken)
    {
        var all = new List<RetentionTag>();
        while (true)
        {
            var batch = await metadata.Retention.ListTagsAsync(repository, all.Count == 0 ? null : all[^1].Tag, BatchSize, cancellationToken);
            all.AddRange(batch);
            if (batch.Count < BatchSize) return all;
        }
    }

    private async Task<List<RetentionManifest>> ManifestsAsync(RepositoryName repository, CancellationToken cancellationToken)
    {
        var all = new List<RetentionManifest>();
        while (true)
        {
            var batch = await metadata.Retention.ListUntaggedAsync(repository, all.Count == 0 ? null : all[^1].Digest, BatchSize, cancellationToken);
            all.AddRange(batch);
            if (batch.Count < BatchSize) return all;
        }
    }
}
