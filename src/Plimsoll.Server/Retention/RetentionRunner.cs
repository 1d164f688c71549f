using Plimsoll.Core.Rules;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Retention;

/// <summary>What a run came to in a repository.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Tags">Tags that were there.</param>
/// <param name="RemovedTags">Tags that are gone.</param>
/// <param name="RemovedManifests">Manifests without a tag that are gone.</param>
internal sealed record RetentionOutcome(string Repository, int Tags, int RemovedTags, int RemovedManifests);

/// <summary>
/// Carries plans out, in small transactions, each of which looks again at what it takes: what moved, was held or was pushed since the plan was made stays. A removal is
/// an event with its reason.
/// </summary>
internal sealed class RetentionRunner(IMetadataStore metadata)
{
    private const int BatchSize = 200;

    /// <summary>Carries a plan out.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="audit">Makes the event of a removal, with who and when filled in.</param>
    /// <param name="cancellationToken">Stops between two transactions.</param>
    public async Task<RetentionOutcome> RunAsync(RetentionPlan plan, Func<AuditEvent> audit, CancellationToken cancellationToken)
    {
        var actor = audit().Principal;
        var (tags, manifests) = (0, 0);
        var immutableToo = plan.Rules.Any(r => r.Terms is RetentionTerms { ImmutableToo: true });
        var expiries = plan.Tags.Where(v => !v.IsKept).Select(v =>
            new TagExpiry(v.Subject.Tag, v.Subject.Digest, immutableToo && v.Subject.ImmutableBy is not null, Event(v.Subject.Tag.Value, v.Subject.Digest.Value, v.Reason)));
        foreach (var batch in expiries.Chunk(BatchSize)) tags += (await metadata.Retention.ExpireTagsAsync(plan.Repository, batch, actor, cancellationToken)).Count;
        var untagged = plan.Manifests.Where(v => !v.IsKept).Select(v => new ManifestExpiry(v.Subject.Digest, v.Subject.PushedAt!.Value, Event(v.Subject.Digest.Value, v.Subject.Digest.Value, v.Reason)));
        foreach (var batch in untagged.Chunk(BatchSize)) manifests += (await metadata.Retention.ExpireManifestsAsync(plan.Repository, batch, actor, cancellationToken)).Count;
        return new RetentionOutcome(plan.Repository.Value, plan.Tags.Count, tags, manifests);

        AuditEvent Event(string reference, string digest, string reason) => audit() with { Action = "retain", Repository = plan.Repository.Value, Reference = reference, Digest = digest, Detail = reason };
    }
}
