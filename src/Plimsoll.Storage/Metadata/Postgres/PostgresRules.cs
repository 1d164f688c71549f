using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Core.Rules;

namespace Plimsoll.Storage.Metadata.Postgres;

/// <summary>Rules and holds in PostgreSQL: there are none yet, and whoever wants to make one is told so instead of being believed.</summary>
internal sealed class PostgresRules : IRuleStore, IRetentionStore
{
    ValueTask<IReadOnlyList<RuleRecord>> IRuleStore.ListAsync(CancellationToken cancellationToken) => new([]);

    Task<RuleRecord?> IRuleStore.AddAsync(NewRule rule, AuditEvent audit, CancellationToken cancellationToken) => throw Unsupported("rules");

    Task<bool> IRuleStore.RemoveAsync(long id, AuditEvent audit, CancellationToken cancellationToken) => Task.FromResult(false);

    ValueTask<IReadOnlyList<RetentionTag>> IRetentionStore.ListTagsAsync(RepositoryName repository, Tag? after, int limit, CancellationToken cancellationToken) =>
        throw Unsupported("retention");

    ValueTask<IReadOnlyList<RetentionManifest>> IRetentionStore.ListUntaggedAsync(RepositoryName repository, Digest? after, int limit, CancellationToken cancellationToken) =>
        throw Unsupported("retention");

    ValueTask<DateTimeOffset?> IRetentionStore.PullsKnownSinceAsync(CancellationToken cancellationToken) => new((DateTimeOffset?)null);

    Task<IReadOnlyList<Tag>> IRetentionStore.ExpireTagsAsync(RepositoryName repository, IReadOnlyList<TagExpiry> tags, string actor, CancellationToken cancellationToken) =>
        throw Unsupported("retention");

    Task<IReadOnlyList<Digest>> IRetentionStore.ExpireManifestsAsync(RepositoryName repository, IReadOnlyList<ManifestExpiry> manifests, string actor, CancellationToken cancellationToken) =>
        throw Unsupported("retention");

    ValueTask<IReadOnlyList<HoldRecord>> IRetentionStore.ListHoldsAsync(RepositoryName? repository, long after, int limit, CancellationToken cancellationToken) => new([]);

    ValueTask<HoldRecord?> IRetentionStore.FindHoldAsync(long id, CancellationToken cancellationToken) => new((HoldRecord?)null);

    Task<long> IRetentionStore.AddHoldAsync(HoldRecord hold, AuditEvent audit, CancellationToken cancellationToken) => throw Unsupported("holds");

    Task<bool> IRetentionStore.RemoveHoldAsync(long id, AuditEvent audit, CancellationToken cancellationToken) => Task.FromResult(false);

    private static OciException Unsupported(string what) => new(OciError.Unsupported, $"{what} need the embedded database so far; PostgreSQL does not keep them yet");
}
