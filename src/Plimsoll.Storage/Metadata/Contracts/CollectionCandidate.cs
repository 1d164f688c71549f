namespace Plimsoll.Storage.Metadata;

/// <summary>What waits for review, and why.</summary>
public enum CandidateKind
{
    /// <summary>Bytes that no row names any more: of an upload that ended, or of a blob that was there already.</summary>
    Key,

    /// <summary>A blob that somebody took out of a repository.</summary>
    Blob,

    /// <summary>A blob of a repository whose pin ended.</summary>
    Pin,

    /// <summary>A manifest that lost a tag, or was pushed without one.</summary>
    Untagged,

    /// <summary>A manifest whose index or subject was deleted.</summary>
    Orphan,
}

/// <summary>Something that may have become garbage.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="RepositoryId">Number of its repository; 0 for a key.</param>
/// <param name="Subject">The key, the digest, or for a pin the number of the blob.</param>
/// <param name="Since">When the event was that made it one: the grace counts from here.</param>
public sealed record CollectionCandidate(CandidateKind Kind, long RepositoryId, string Subject, DateTimeOffset Since);

/// <summary>What a review goes by.</summary>
/// <param name="Grace">How long everything is left alone after its last use.</param>
/// <param name="KeepUntagged">Manifests without a tag stay, unless an index or a subject that they belonged to was deleted.</param>
/// <param name="Limit">At most so many manifests are deleted in one transaction.</param>
public sealed record CollectionRules(TimeSpan Grace, bool KeepUntagged, int Limit);

/// <summary>Why a candidate was not taken.</summary>
public enum KeptReason
{
    /// <summary>A tag points at the manifest.</summary>
    Tagged,

    /// <summary>An index that stays lists the manifest.</summary>
    Listed,

    /// <summary>The subject of the manifest stays.</summary>
    Refers,

    /// <summary>It was pushed, or lost its last tag, less than a grace ago.</summary>
    Young,

    /// <summary>A manifest of the repository needs the blob.</summary>
    Needed,

    /// <summary>Another repository has the blob.</summary>
    Shared,

    /// <summary>Somebody holds the manifest, or it runs somewhere.</summary>
    Held,

    /// <summary>Too much leads to the manifest to look at all of it, so it is left alone.</summary>
    Unknown,
}
