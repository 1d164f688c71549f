using Plimsoll.Core;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Registry;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust.Signing;

namespace Plimsoll.Server.Vouching;

/// <summary>
/// Trust on first use: the first verified signer of a repository's images is the one that is expected there from then on, in whatever shape they sign. An image that another one signs waits until an owner approves, until the
/// expected signer has signed it too, or has signed who comes next.
/// </summary>
internal sealed class SignerWatch(IMetadataStore metadata, RegistryTrust trust, SignerRotations rotations, ArtifactPublisher publisher, ServerOptions options, TimeProvider time)
{
    private const int MaxHolds = 1000;

    /// <summary>Takes note of what is known now of the signatures of an image.</summary>
    public async Task SeenAsync(RepositoryName repository, Digest image, IReadOnlyList<SignatureFactRecord> facts, CancellationToken cancellationToken)
    {
        if (options.Vouching.FirstUse == FirstUse.Off) return;
        var signed = new List<SignatureFactRecord>();
        foreach (var fact in facts)
        {
            // Only signatures of images count: who attaches a bill of materials is not who releases, and what this server accepted it did not release.
            if (fact is { Verdict: "verified", Identity: { } identity, PredicateType: null or StatementWriter.SignatureType } && !await trust.IsOwnAsync(identity, fact.Issuer, cancellationToken)) signed.Add(fact);
        }
        if (signed.Count == 0) return;
        var pin = await metadata.Signers.FindPinAsync(repository, cancellationToken) ?? await PinAsync(repository, image, signed, cancellationToken);
        if (!signed.Exists(fact => pin.IsOf(fact.Identity, fact.Issuer))) pin = await rotations.FollowAsync(pin, cancellationToken);
        if (signed.Exists(fact => pin.IsOf(fact.Identity, fact.Issuer))) await SettleAsync(pin, image, cancellationToken);
        else foreach (var fact in signed) await HoldAsync(repository, image, fact, cancellationToken);
    }

    /// <summary>Of several signatures that are seen at once the one that came first.</summary>
    private async Task<SignerPin> PinAsync(RepositoryName repository, Digest image, List<SignatureFactRecord> signed, CancellationToken cancellationToken)
    {
        var (first, came) = (signed[0], DateTimeOffset.MaxValue);
        foreach (var fact in signed)
        {
            if (await metadata.Manifests.FindAsync(repository, fact.Artifact, cancellationToken) is { } artifact && artifact.PushedAt < came) (first, came) = (fact, artifact.PushedAt);
        }
        var pin = new SignerPin(repository, first.Identity!, first.Issuer, time.GetUtcNow(), "first use");
        return await metadata.Signers.PinFirstAsync(pin, Event("signer-pinned", repository, image, pin.Identity), cancellationToken);
    }

    /// <summary>The expected signer signed it: whatever waited about this image is settled.</summary>
    private async Task SettleAsync(SignerPin pin, Digest image, CancellationToken cancellationToken)
    {
        foreach (var hold in (await metadata.Signers.ListHoldsAsync(pin.Repository, "waiting", 0, MaxHolds, cancellationToken)).Where(hold => hold.Image == image))
            await metadata.Signers.DecideAsync(hold.Id, true, pin.Identity, time.GetUtcNow(), Event("signer-approved", pin.Repository, image, hold.Identity), cancellationToken);
    }

    private Task<bool> HoldAsync(RepositoryName repository, Digest image, SignatureFactRecord fact, CancellationToken cancellationToken) => metadata.Signers.HoldAsync(
        new SignerHold(0, repository, image, fact.Artifact, fact.Identity!, fact.Issuer, "waiting", options.Vouching.FirstUse == FirstUse.Enforce, time.GetUtcNow(), null, null),
        Event("signer-held", repository, image, fact.Identity!), cancellationToken);

    private AuditEvent Event(string action, RepositoryName repository, Digest image, string signer) => publisher.Event(action) with { Repository = repository.Value, Digest = image.Value, Reference = signer.Length > 256 ? signer[..256] : signer };
}
