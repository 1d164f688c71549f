using Plimsoll.Core;

namespace Plimsoll.Storage.Metadata;

/// <summary>A signed statement.</summary>
/// <param name="Subject">What it is about: a digest as text, or <see cref="TagSubject"/>.</param>
/// <param name="PredicateType">URI of what is said.</param>
/// <param name="Repository">Whoever may read this repository may read the statement.</param>
/// <param name="Artifact">The manifest that carries it there; null when none does.</param>
/// <param name="BundleDigest">SHA-256 of the bundle.</param>
/// <param name="Bundle">The Sigstore bundle, JSON.</param>
/// <param name="Verdict"><c>verified</c>, <c>refused</c> or <c>unknown</c>.</param>
/// <param name="MadeAt">When it came.</param>
public sealed record VouchingRecord(string Subject, string PredicateType, RepositoryName Repository, Digest? Artifact, Digest BundleDigest, ReadOnlyMemory<byte> Bundle, string Verdict, DateTimeOffset MadeAt)
{
    /// <summary>Its number; 0 before it is stored.</summary>
    public long Id { get; init; }

    /// <summary>Who signed; null unless verified.</summary>
    public string? Identity { get; init; }

    /// <summary>Who says that it is them; null for a key.</summary>
    public string? Issuer { get; init; }

    /// <summary>Why it is not verified.</summary>
    public string? Reason { get; init; }

    /// <summary>When it was signed, by a source that proved it.</summary>
    public DateTimeOffset? SignedAt { get; init; }

    /// <summary>The image that the statement names.</summary>
    public Digest? Image { get; init; }

    /// <summary>The tag that the statement names.</summary>
    public string? Tag { get; init; }

    /// <summary>Its number among the statements about one tag; of chains, how many layers.</summary>
    public long? Sequence { get; init; }

    /// <summary>When it ends, for the newest statement about a tag that leads somewhere; null for all others.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The subject of statements by which a signer of a repository names the next one.</summary>
    public static string SignerSubject(RepositoryName repository) => $"signer:{repository}";

    /// <summary>The subject of statements about a tag.</summary>
    public static string TagSubject(RepositoryName repository, Tag tag) => $"tag:{repository}:{tag}";
}

/// <summary>An artifact that was pushed and may carry a statement or a signature, or an image that was opened.</summary>
/// <param name="Id">Its number; an earlier one has a smaller one.</param>
/// <param name="Repository">Its repository.</param>
/// <param name="Digest">Its manifest.</param>
/// <param name="IsImage">True for an image.</param>
public sealed record QueuedArtifact(long Id, RepositoryName Repository, Digest Digest, bool IsImage);

/// <summary>A kept proof of content.</summary>
/// <param name="Keys">Digest of the keys that it was made with.</param>
/// <param name="Report">The report, JSON.</param>
/// <param name="MadeAt">When.</param>
public sealed record KeptProof(string Keys, ReadOnlyMemory<byte> Report, DateTimeOffset MadeAt);

/// <summary>Signed statements by what they are about, proofs of content, and the moves of tags that nobody bound yet.</summary>
public interface IVouchingStore
{
    /// <summary>Keeps statements; of one that is there already, what was found of it now: what is believed may have changed.</summary>
    Task AddAsync(IReadOnlyList<VouchingRecord> records, CancellationToken cancellationToken);

    /// <summary>Statements about a subject, oldest first; of all types when none is given.</summary>
    ValueTask<IReadOnlyList<VouchingRecord>> ListAsync(string subject, string? predicateType, long after, int limit, CancellationToken cancellationToken);

    /// <summary>The newest statement of a type about a subject.</summary>
    ValueTask<VouchingRecord?> FindLastAsync(string subject, string predicateType, CancellationToken cancellationToken);

    /// <summary>Statements that name an image, oldest first.</summary>
    ValueTask<IReadOnlyList<VouchingRecord>> ListOfImageAsync(Digest image, int limit, CancellationToken cancellationToken);

    /// <summary>Artifacts and images that nobody looked at yet, in the order in which they came.</summary>
    ValueTask<IReadOnlyList<QueuedArtifact>> ListQueueAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Takes an artifact from the queue.</summary>
    Task EndAsync(QueuedArtifact artifact, CancellationToken cancellationToken);

    /// <summary>Keeps the proof of an image in the place of the one before.</summary>
    Task KeepProofAsync(Digest image, KeptProof proof, CancellationToken cancellationToken);

    /// <summary>The proof of an image.</summary>
    ValueTask<KeptProof?> FindProofAsync(Digest image, CancellationToken cancellationToken);

    /// <summary>Moves of tags that are not bound yet, oldest first.</summary>
    ValueTask<IReadOnlyList<TagMoveRecord>> ListUnboundAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Statements about tags that end before a time, the first to end first.</summary>
    ValueTask<IReadOnlyList<VouchingRecord>> ListExpiringAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken);

    /// <summary>Lets a statement about a tag end: nothing takes its place.</summary>
    Task LetExpireAsync(long id, CancellationToken cancellationToken);

    /// <summary>Keeps statements about moves, by their numbers, and takes these from the queue. Of each tag the newest statement alone has an end from then on; of statements of one number the first and the newest are kept.</summary>
    Task BindAsync(IReadOnlyList<VouchingRecord> records, IReadOnlyList<long> moves, CancellationToken cancellationToken);
}
