using Plimsoll.Core;
using Plimsoll.Core.Rules;

namespace Plimsoll.Storage.Metadata;

/// <summary>Why something is held.</summary>
public enum HoldKind
{
    /// <summary>Somebody asked for it.</summary>
    Hold,

    /// <summary>It runs somewhere.</summary>
    Deployed,
}

/// <summary>A tag or a manifest that retention and collection leave alone.</summary>
/// <param name="Id">Number of the hold.</param>
/// <param name="Repository">The repository.</param>
/// <param name="Tag">The tag that is held, whatever it points at; null when a manifest is.</param>
/// <param name="Digest">The manifest that is held, under whatever tags; null when a tag is.</param>
/// <param name="Kind">Why, for programs.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="ExpiresAt">When it ends; null for never.</param>
public sealed record HoldRecord(
    long Id, RepositoryName Repository, Tag? Tag, Digest? Digest, HoldKind Kind, string Reason, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? ExpiresAt);

/// <summary>A tag that retention takes away, with the reason for the log.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Digest">What it pointed at when that was decided; one that moved since stays.</param>
/// <param name="IsImmutableToo">The rule decides about immutable tags too.</param>
/// <param name="Audit">The event.</param>
public sealed record TagExpiry(Tag Tag, Digest Digest, bool IsImmutableToo, AuditEvent Audit);

/// <summary>A manifest without a tag that retention takes away.</summary>
/// <param name="Digest">The manifest.</param>
/// <param name="PushedAt">When it was last pushed when that was decided; one that was pushed since stays.</param>
/// <param name="Audit">The event.</param>
public sealed record ManifestExpiry(Digest Digest, DateTimeOffset PushedAt, AuditEvent Audit);

/// <summary>What retention needs to know and to do. It only ever takes tags, and manifests without one; bytes are left to garbage collection.</summary>
public interface IRetentionStore
{
    /// <summary>Tags of a repository with their times and holds, in ASCII order after <paramref name="after"/>. Rules are not looked at.</summary>
    ValueTask<IReadOnlyList<RetentionTag>> ListTagsAsync(RepositoryName repository, Tag? after, int limit, CancellationToken cancellationToken);

    /// <summary>Manifests without a tag with their times and holds, in order of digest after <paramref name="after"/>.</summary>
    ValueTask<IReadOnlyList<RetentionManifest>> ListUntaggedAsync(RepositoryName repository, Digest? after, int limit, CancellationToken cancellationToken);

    /// <summary>Since when pulls are recorded.</summary>
    ValueTask<DateTimeOffset?> PullsKnownSinceAsync(CancellationToken cancellationToken);

    /// <summary>Takes tags away in one transaction, except those that moved, are held, or have become immutable meanwhile; those that went.</summary>
    Task<IReadOnlyList<Tag>> ExpireTagsAsync(RepositoryName repository, IReadOnlyList<TagExpiry> tags, string actor, CancellationToken cancellationToken);

    /// <summary>Deletes manifests in one transaction, except those that got a tag, were pushed, are held or are needed meanwhile; those that went.</summary>
    Task<IReadOnlyList<Digest>> ExpireManifestsAsync(RepositoryName repository, IReadOnlyList<ManifestExpiry> manifests, string actor, CancellationToken cancellationToken);

    /// <summary>Holds that have not ended, of one repository or of all, in order of number after <paramref name="after"/>.</summary>
    ValueTask<IReadOnlyList<HoldRecord>> ListHoldsAsync(RepositoryName? repository, long after, int limit, CancellationToken cancellationToken);

    /// <summary>The hold with this number, or null.</summary>
    ValueTask<HoldRecord?> FindHoldAsync(long id, CancellationToken cancellationToken);

    /// <summary>Adds a hold; its number. <see cref="HoldRecord.Id"/> of the argument is ignored. What is held need not exist yet.</summary>
    Task<long> AddHoldAsync(HoldRecord hold, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Takes a hold away; false when there is none.</summary>
    Task<bool> RemoveHoldAsync(long id, AuditEvent audit, CancellationToken cancellationToken);
}
