using Plimsoll.Core;
using Plimsoll.Storage.Blobs;

namespace Plimsoll.Storage.Metadata;

/// <summary>The time of the database, and the latest that collection has seen before.</summary>
public sealed record CollectionClock(DateTimeOffset Now, DateTimeOffset Latest);

/// <summary>What a review came to.</summary>
public sealed record CollectionReview
{
    /// <summary>Manifests that were deleted.</summary>
    public int Manifests { get; init; }

    /// <summary>Blobs that left a repository.</summary>
    public int Left { get; init; }

    /// <summary>Blobs that were condemned, because no repository has them any more.</summary>
    public int Condemned { get; init; }

    /// <summary>Bytes of those.</summary>
    public long CondemnedBytes { get; init; }

    /// <summary>Repositories whose content changed: what caches hold of them is out of date.</summary>
    public IReadOnlyCollection<RepositoryName> Changed { get; init; } = [];

    /// <summary>Candidates that were not taken, by reason.</summary>
    public IReadOnlyDictionary<KeptReason, int> Kept { get; init; } = new Dictionary<KeptReason, int>();
}

/// <summary>How much is stored.</summary>
/// <param name="Manifests">Manifests of all repositories.</param>
/// <param name="Blobs">Blobs; one that several repositories have counts once.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Condemned">Blobs that no repository has any more.</param>
/// <param name="CondemnedBytes">Their bytes.</param>
public sealed record StorageTotals(long Manifests, long Blobs, long Bytes, long Condemned, long CondemnedBytes);

/// <summary>Blobs that no repository has any more, and that are not being deleted yet.</summary>
/// <param name="Blobs">How many.</param>
/// <param name="Bytes">Their bytes.</param>
public sealed record CondemnedTotals(long Blobs, long Bytes);

/// <summary>A blob that is being deleted.</summary>
/// <param name="Id">Number of its row.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Key">Where its bytes are; null when the row holds them.</param>
public sealed record DoomedBlob(long Id, Digest Digest, long Size, StorageKey? Key);

/// <summary>Names something that was deleted.</summary>
public abstract record DeletedReference
{
    private DeletedReference() { }

    /// <summary>A tag.</summary>
    public sealed record ByTag(Tag Tag) : DeletedReference;

    /// <summary>A manifest.</summary>
    public sealed record ByDigest(Digest Digest) : DeletedReference;
}

/// <summary>What bringing something back came to.</summary>
public abstract record UndeleteResult
{
    private UndeleteResult() { }

    /// <summary>It is back: the manifests that were not there, and the tags that point again.</summary>
    public sealed record Restored(Digest Digest, IReadOnlyList<Digest> Manifests, IReadOnlyList<Tag> Tags) : UndeleteResult;

    /// <summary>Nothing of the kind was deleted, or it was so long ago that it is forgotten.</summary>
    public sealed record Unknown : UndeleteResult;

    /// <summary>The tag is there, and points at this manifest.</summary>
    public sealed record TagExists(Digest Digest) : UndeleteResult;

    /// <summary>What it needs is gone for good.</summary>
    public sealed record Incomplete(IReadOnlyList<Digest> Missing) : UndeleteResult;
}
