using Plimsoll.Core;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Registry;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust.Signing;

namespace Plimsoll.Server.Vouching;

/// <summary>
/// Trust on first use: the first verified signer of a repository's images is the one that is expected there from then on. An image that another one signs waits until an owner approves, or the expected signer
/// has signed it too.
/// </summary>
internal sealed class SignerWatch(IMetadataStore metadata, RegistryTrust trust, ArtifactPublisher publisher, ServerOptions options, TimeProvider time)
{
    /// <summary>Takes note of a statement that was pushed.</summary>
    public async Task SeenAsync(VouchingRecord said, Digest? image, CancellationToken cancellationToken)
    {
        var mode = options.Vouching.FirstUse;
        // Only signatures of images count: who attaches a bill of materials is not who releases.
        if (mode == FirstUse.Off || said is not { Verdict: "verified", PredicateType: StatementWriter.SignatureType, Identity: { } identity, Artifact: { } artifact } || image is not { } subject || said.Subject != subject.Value || trust.IsOwn(said)) return;
        var now = time.GetUtcNow();
        var first = new SignerPin(said.Repository, identity, said.Issuer, now, "first use");
        var pin = await metadata.Signers.FindPinAsync(said.Repository, cancellationToken)
            ?? await metadata.Signers.PinFirstAsync(first, Event("signer-pinned", said.Repository, subject, first.Identity), cancellationToken);
        if (Is(pin, identity, said.Issuer))
        {
            // The expected signer signed it as well: whatever waited about this image is settled.
            foreach (var hold in (await metadata.Signers.ListHoldsAsync(said.Repository, "waiting", 0, 1000, cancellationToken)).Where(hold => hold.Image == subject))
                await metadata.Signers.DecideAsync(hold.Id, true, identity, now, Event("signer-approved", said.Repository, subject, hold.Identity), cancellationToken);
            return;
        }
        var signedByPinned = await metadata.Vouching.ListVerifiedAsync(subject.Value, StatementWriter.SignatureType, cancellationToken)
            .AnyAsync(other => other.Repository == said.Repository && Is(pin, other.Identity, other.Issuer), cancellationToken);
        if (signedByPinned) return;
        await metadata.Signers.HoldAsync(new SignerHold(0, said.Repository, subject, artifact, identity, said.Issuer, "waiting", mode == FirstUse.Enforce, now, null, null), Event("signer-held", said.Repository, subject, identity), cancellationToken);
    }

    private static bool Is(SignerPin pin, string? identity, string? issuer) => pin.Identity == identity && pin.Issuer == issuer;

    private AuditEvent Event(string action, RepositoryName repository, Digest image, string signer) => publisher.Event(action) with { Repository = repository.Value, Digest = image.Value, Reference = signer.Length > 256 ? signer[..256] : signer };
}
