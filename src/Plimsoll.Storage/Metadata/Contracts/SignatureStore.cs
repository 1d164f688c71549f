using Plimsoll.Core;

namespace Plimsoll.Storage.Metadata;

/// <summary>A named identity: a document that says who is meant by a name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Document">The document, JSON.</param>
/// <param name="ChangedAt">When it was put.</param>
/// <param name="ChangedBy">By whom.</param>
public sealed record NamedIdentityRecord(string Name, ReadOnlyMemory<byte> Document, DateTimeOffset ChangedAt, string ChangedBy);

/// <summary>What became of one signature of an image.</summary>
/// <param name="Artifact">The manifest that holds it.</param>
/// <param name="Family"><c>sigstore</c>, <c>cosign</c> or <c>notation</c>.</param>
/// <param name="Verdict"><c>verified</c>, <c>refused</c> or <c>unknown</c>.</param>
/// <param name="CheckedAt">When it was looked at.</param>
public sealed record SignatureFactRecord(Digest Artifact, string Family, string Verdict, DateTimeOffset CheckedAt)
{
    /// <summary>The named identity that signed.</summary>
    public string? Name { get; init; }

    /// <summary>Who signed, as the certificate or the key says; null unless verified.</summary>
    public string? Identity { get; init; }

    /// <summary>Who says that it is them; null for a key.</summary>
    public string? Issuer { get; init; }

    /// <summary>Why it is not verified.</summary>
    public string? Reason { get; init; }

    /// <summary>What the reason speaks of, one of a few words; null where it is verified.</summary>
    public string? Cause { get; init; }

    /// <summary>When it was signed, by a source that proved it.</summary>
    public DateTimeOffset? SignedAt { get; init; }

    /// <summary>What was said, for statements.</summary>
    public string? PredicateType { get; init; }
}

/// <summary>A repository with images that somebody signed.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Images">How many images.</param>
/// <param name="LastSignedAt">The latest time that one of the signatures proves; null where none proves any.</param>
public sealed record VouchedRepository(RepositoryName Repository, long Images, DateTimeOffset? LastSignedAt);

/// <summary>An image that somebody signed.</summary>
/// <param name="Repository">Its repository.</param>
/// <param name="Image">Its manifest.</param>
/// <param name="Signature">One signature of theirs.</param>
public sealed record VouchedImage(RepositoryName Repository, Digest Image, SignatureFactRecord Signature);

/// <summary>An image whose signatures are to be looked at.</summary>
/// <param name="Repository">Its repository.</param>
/// <param name="Image">Its manifest; it need not be there.</param>
/// <param name="Stamp">Grows when there is something new.</param>
public sealed record QueuedSignatures(RepositoryName Repository, Digest Image, long Stamp);

/// <summary>Who signed what, and who has a name. Whoever pushes a signature leaves a task in the same transaction.</summary>
public interface ISignatureStore
{
    /// <summary>All named identities, in order of their names.</summary>
    ValueTask<IReadOnlyList<NamedIdentityRecord>> ListIdentitiesAsync(CancellationToken cancellationToken);

    /// <summary>Puts an identity in the place of the one of that name, if there is one.</summary>
    Task PutIdentityAsync(NamedIdentityRecord identity, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Takes an identity away; false when there is none.</summary>
    Task<bool> RemoveIdentityAsync(string name, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Images that are to be looked at, in the order in which something new came.</summary>
    ValueTask<IReadOnlyList<QueuedSignatures>> ListQueueAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Keeps what was found in the place of what was known, and takes the image from the queue unless something new came meanwhile.</summary>
    Task KeepAsync(QueuedSignatures image, IReadOnlyList<SignatureFactRecord> facts, CancellationToken cancellationToken);

    /// <summary>What is known of the signatures of an image.</summary>
    ValueTask<IReadOnlyList<SignatureFactRecord>> ListAsync(RepositoryName repository, Digest image, CancellationToken cancellationToken);

    /// <summary>Repositories with images that a named identity signed, verified, in order of name.</summary>
    ValueTask<IReadOnlyList<VouchedRepository>> ListVouchedAsync(string name, int limit, CancellationToken cancellationToken);

    /// <summary>Images that a named identity signed, verified, in order of repository and digest, each once.</summary>
    ValueTask<IReadOnlyList<VouchedImage>> ListVouchedImagesAsync(string name, (RepositoryName Repository, Digest Image)? after, int limit, CancellationToken cancellationToken);

    /// <summary>True while the signatures of an image are still to be looked at.</summary>
    ValueTask<bool> IsQueuedAsync(RepositoryName repository, Digest image, CancellationToken cancellationToken);

    /// <summary>Says what is believed now; when that is something else than before, all images that have signatures are queued, and all statements that were pushed.</summary>
    /// <param name="material">Digest of everything that is believed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>True when it was something else.</returns>
    Task<bool> BelieveAsync(string material, CancellationToken cancellationToken);
}
