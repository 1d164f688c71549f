using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Storage.Metadata;

/// <summary>A manifest to store.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Digest">Digest of <paramref name="Content"/>.</param>
/// <param name="Content">The exact bytes.</param>
/// <param name="Manifest">What was read from them.</param>
/// <param name="Tags">Tags that shall point at it, none when it was pushed by digest alone.</param>
/// <param name="Actor">Who pushed it, for the tag history.</param>
public sealed record ManifestPut(RepositoryName Repository, Digest Digest, ReadOnlyMemory<byte> Content, Manifest Manifest, IReadOnlyList<Tag> Tags, string Actor)
{
    /// <summary>Accepts an index whose children are not (all) here.</summary>
    public bool AllowSparse { get; init; }

    /// <summary>Version of the scanner that shall open the image: its inspection is queued in the same transaction. Null queues nothing.</summary>
    public int? InspectWith { get; init; }
}

/// <summary>What storing a manifest came to.</summary>
public abstract record ManifestPutResult
{
    private ManifestPutResult() { }

    /// <summary>It is stored; <paramref name="IsNew"/> is false when the repository had it already.</summary>
    public sealed record Stored(bool IsNew) : ManifestPutResult;

    /// <summary>The repository lacks content that the manifest needs. Nothing was stored.</summary>
    public sealed record Missing(IReadOnlyList<Digest> Digests) : ManifestPutResult;

    /// <summary>A blob has another size than its descriptor says. Nothing was stored.</summary>
    public sealed record SizeMismatch(Digest Digest, long Declared, long Actual) : ManifestPutResult;

    /// <summary>A manifest that an index lists was pushed as another media type than its descriptor says. Nothing was stored.</summary>
    public sealed record TypeMismatch(Digest Digest, string Declared, string Actual) : ManifestPutResult;
}

/// <summary>A stored manifest.</summary>
public sealed record ManifestRecord(Digest Digest, string MediaType, string? ArtifactType, Digest? Subject, DateTimeOffset PushedAt, ReadOnlyMemory<byte> Content);

/// <summary>A manifest as lists show it, without its bytes.</summary>
public sealed record ManifestSummary(Digest Digest, string MediaType, string? ArtifactType, long Size, DateTimeOffset PushedAt, IReadOnlyList<Tag> Tags);

/// <summary>A referrer of a subject, with what the referrers list shows of it.</summary>
public sealed record ReferrerRecord(Digest Digest, string MediaType, long Size, string? ArtifactType, IReadOnlyDictionary<string, string> Annotations);

/// <summary>A tag and what it points at.</summary>
public sealed record TagRecord(Tag Tag, Digest Digest, string MediaType, DateTimeOffset UpdatedAt);

/// <summary>One move of a tag. <paramref name="Digest"/> is null when the tag was deleted.</summary>
public sealed record TagMove(Tag Tag, Digest? Digest, Digest? Previous, DateTimeOffset At, string Actor);

/// <summary>A move of a tag with its place among all moves.</summary>
/// <param name="Id">Orders the moves; a later one has a larger id.</param>
/// <param name="Repository">The repository.</param>
/// <param name="Move">The move.</param>
public sealed record TagMoveRecord(long Id, RepositoryName Repository, TagMove Move);

/// <summary>What deleting a manifest came to.</summary>
public enum ManifestRemoval
{
    /// <summary>It and all its tags are gone.</summary>
    Removed,

    /// <summary>The repository did not have it.</summary>
    Unknown,

    /// <summary>An index of the repository lists it.</summary>
    Referenced,
}

/// <summary>A repository as lists show it.</summary>
public sealed record RepositorySummary(RepositoryName Name, long Tags, long Manifests, DateTimeOffset? LastPushAt);

/// <summary>Manifests, tags and their graph: config and layer edges, children of indexes, subjects.</summary>
public interface IManifestCatalog
{
    /// <summary>
    /// Stores a manifest and moves its tags in one transaction, which holds every blob row that it references, so that none can be collected meanwhile
    /// (a condemned one is set live again, one being deleted counts as missing). A child that collection deleted less than a grace ago comes back by itself.
    /// Storing the same bytes again only moves the tags.
    /// </summary>
    Task<ManifestPutResult> PutAsync(ManifestPut put, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>The manifest, or null when the repository does not have it.</summary>
    ValueTask<ManifestRecord?> FindAsync(RepositoryName repository, Digest digest, CancellationToken cancellationToken);

    /// <summary>What a tag points at, or null.</summary>
    ValueTask<Digest?> ResolveAsync(RepositoryName repository, Tag tag, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes a manifest and all tags that point at it. It is kept aside, so that it can be brought back until collection forgets it
    /// (<see cref="ICollectionStore.UndeleteAsync"/>).
    /// </summary>
    Task<ManifestRemoval> RemoveAsync(RepositoryName repository, Digest digest, string actor, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Deletes a tag only; false when it does not exist.</summary>
    Task<bool> RemoveTagAsync(RepositoryName repository, Tag tag, string actor, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>True when the repository has content.</summary>
    ValueTask<bool> RepositoryExistsAsync(RepositoryName repository, CancellationToken cancellationToken);

    /// <summary>Names of tags in ASCII order after <paramref name="after"/> (any text), at most <paramref name="limit"/>.</summary>
    ValueTask<IReadOnlyList<Tag>> ListTagNamesAsync(RepositoryName repository, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>Tags with what they point at, in ASCII order after <paramref name="after"/>.</summary>
    ValueTask<IReadOnlyList<TagRecord>> ListTagsAsync(RepositoryName repository, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>Moves of one tag, or of all tags of the repository when <paramref name="tag"/> is null; newest first.</summary>
    ValueTask<IReadOnlyList<TagMove>> TagHistoryAsync(RepositoryName repository, Tag? tag, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Moves of tags, newest first: of all repositories (the caller filters by rights), of one, or of one tag of it, and only those before the one with the given id.
    /// </summary>
    /// <exception cref="ArgumentException">A tag without a repository.</exception>
    ValueTask<IReadOnlyList<TagMoveRecord>> ListTagMovesAsync(RepositoryName? repository, Tag? tag, long? before, int limit, CancellationToken cancellationToken);

    /// <summary>Tags that point at a manifest, in ASCII order, at most <paramref name="limit"/>.</summary>
    ValueTask<IReadOnlyList<Tag>> ListTagsOfAsync(RepositoryName repository, Digest digest, int limit, CancellationToken cancellationToken);

    /// <summary>Manifests whose subject is the given digest, in order of digest after <paramref name="after"/>; only of the given artifact types when there are any.</summary>
    ValueTask<IReadOnlyList<ReferrerRecord>> ListReferrersAsync(RepositoryName repository, Digest subject, IReadOnlyList<string> artifactTypes, Digest? after, int limit, CancellationToken cancellationToken);

    /// <summary>Manifests of a repository, newest first, tagged or not; after the one named, when given.</summary>
    ValueTask<IReadOnlyList<ManifestSummary>> ListManifestsAsync(RepositoryName repository, Digest? after, int limit, CancellationToken cancellationToken);

    /// <summary>Repositories that hold a manifest, in ASCII order after <paramref name="after"/>. The caller filters by rights.</summary>
    ValueTask<IReadOnlyList<RepositorySummary>> ListRepositoriesAsync(RepositoryName? after, int limit, CancellationToken cancellationToken);
}
