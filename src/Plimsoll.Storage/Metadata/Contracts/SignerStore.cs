using Plimsoll.Core;

namespace Plimsoll.Storage.Metadata;

/// <summary>Who signs in a repository.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Identity">The signer.</param>
/// <param name="Issuer">Who says that it is them; null for a key.</param>
/// <param name="PinnedAt">Since when.</param>
/// <param name="PinnedBy">Who decided it; <c>first use</c> when nobody did.</param>
public sealed record SignerPin(RepositoryName Repository, string Identity, string? Issuer, DateTimeOffset PinnedAt, string PinnedBy)
{
    /// <summary>Whether somebody is the one that is expected.</summary>
    public bool IsOf(string? identity, string? issuer) => Identity == identity && Issuer == issuer;
}

/// <summary>An image that somebody else signed.</summary>
/// <param name="Id">Its number; 0 before it is stored.</param>
/// <param name="Repository">The repository.</param>
/// <param name="Image">The image.</param>
/// <param name="Artifact">The signature.</param>
/// <param name="Identity">Who signed.</param>
/// <param name="Issuer">Who says that it is them.</param>
/// <param name="State"><c>waiting</c>, <c>approved</c> or <c>rejected</c>.</param>
/// <param name="IsEnforced">True when the image is not served by tag until it is approved.</param>
/// <param name="MadeAt">Since when it waits.</param>
/// <param name="DecidedAt">When somebody decided.</param>
/// <param name="DecidedBy">Who.</param>
public sealed record SignerHold(long Id, RepositoryName Repository, Digest Image, Digest Artifact, string Identity, string? Issuer, string State, bool IsEnforced, DateTimeOffset MadeAt, DateTimeOffset? DecidedAt, string? DecidedBy);

/// <summary>The signers that repositories are used to, and images of others.</summary>
public interface ISignerStore
{
    /// <summary>The signer of a repository; null before the first one.</summary>
    ValueTask<SignerPin?> FindPinAsync(RepositoryName repository, CancellationToken cancellationToken);

    /// <summary>Pins the first signer; when there is one, that one stays. Answers the one that counts.</summary>
    Task<SignerPin> PinFirstAsync(SignerPin pin, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Puts another signer in the place of the pinned one, or none; what waits because of that signer is approved.</summary>
    Task RepinAsync(RepositoryName repository, SignerPin? pin, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Puts the signer whom the expected one named in the place of that one; what waits because of the named one is approved.</summary>
    /// <param name="expected">Who must be expected until now.</param>
    /// <param name="next">Who is from now on.</param>
    /// <param name="statement">Digest of what was signed: it takes effect once.</param>
    /// <param name="audit">The event.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when another one is expected meanwhile, or the statement had its effect before.</returns>
    Task<bool> RotateAsync(SignerPin expected, SignerPin next, Digest statement, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Holds an image; false when it is held already.</summary>
    Task<bool> HoldAsync(SignerHold hold, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Decides about an image that waits; null when nothing waits under this number.</summary>
    Task<SignerHold?> DecideAsync(long id, bool isApproved, string by, DateTimeOffset at, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>One of them.</summary>
    ValueTask<SignerHold?> FindHoldAsync(long id, CancellationToken cancellationToken);

    /// <summary>Images that are held, oldest first; of all repositories when none is given.</summary>
    ValueTask<IReadOnlyList<SignerHold>> ListHoldsAsync(RepositoryName? repository, string? state, long after, int limit, CancellationToken cancellationToken);

    /// <summary>Whether an image must not be served by tag: because it waits itself, or because something that it lists does.</summary>
    ValueTask<bool> IsWithheldAsync(RepositoryName repository, Digest image, CancellationToken cancellationToken);
}
