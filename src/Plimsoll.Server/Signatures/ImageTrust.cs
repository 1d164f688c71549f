using Plimsoll.Core.Facts;
using Plimsoll.Server.Api.Images;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Search;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Signatures;

/// <summary>A signature as it was found.</summary>
/// <param name="Family">sigstore, cosign or notation; unreadable where something could not be looked at.</param>
/// <param name="Verdict">verified, refused or unknown.</param>
/// <param name="Name">The named identity that signed.</param>
/// <param name="Identity">Who signed, as the certificate or the key says.</param>
/// <param name="Issuer">Who says that it is them.</param>
/// <param name="Reason">Why it is not verified.</param>
/// <param name="Cause">What the reason speaks of, in a few fixed words such as <c>unknown-key</c> or <c>other-subject</c>.</param>
/// <param name="SignedAt">When it was signed, where something proves when.</param>
/// <param name="Subject">The image that it is of.</param>
/// <param name="Artifact">The manifest that holds it.</param>
/// <param name="PredicateType">What was said, for statements.</param>
/// <param name="CheckedAt">When it was looked at.</param>
public sealed record SignatureEntry(string Family, string Verdict, string? Name, string? Identity, string? Issuer, string? Reason, string? Cause, DateTimeOffset? SignedAt, string Subject, string Artifact, string? PredicateType, DateTimeOffset CheckedAt);

/// <summary>The image that another one stands on, and who vouches for it.</summary>
/// <param name="Image">Where it is: repository, with a tag where there is one.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="ChainId">The chain id of its layers.</param>
/// <param name="Layers">How many of the image's layers are its, from the lowest up.</param>
/// <param name="Verdict">verified, refused or unknown.</param>
/// <param name="Signatures">Its signatures.</param>
internal sealed record BaseTrust(string Image, string Digest, string? ChainId, int Layers, string Verdict, IReadOnlyList<SignatureEntry> Signatures);

/// <summary>Who vouches for an image.</summary>
/// <param name="Image">The repository, and the digest.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Verdict">verified when one signature is; unknown when nothing was looked at yet, or nothing could be told; else refused.</param>
/// <param name="Pending">True while signatures are still to be looked at.</param>
/// <param name="Layers">How many layers it has; null while it is not opened.</param>
/// <param name="Signatures">Its signatures.</param>
/// <param name="Base">What it stands on; null where nothing is known.</param>
internal sealed record TrustEntry(string Image, string Digest, string Verdict, bool Pending, int? Layers, IReadOnlyList<SignatureEntry> Signatures, BaseTrust? Base);

/// <summary>Tells who vouches for an image, from what is stored.</summary>
internal sealed class ImageTrust(IMetadataStore metadata, ImageInspections inspections, BaseImages bases)
{
    /// <summary>Who vouches for an image, and for what it stands on.</summary>
    public async Task<TrustEntry> FindAsync(Caller caller, StoredImage image, CancellationToken cancellationToken)
    {
        var signatures = await ListAsync(image.Repository, image.Digest, cancellationToken);
        var pending = await metadata.Signatures.IsQueuedAsync(image.Repository, image.Digest, cancellationToken);
        var document = await inspections.FindAsync(image, cancellationToken) is Inspected.Done done ? InspectionDocument.FromJson(done.Document.Span) : null;
        return new TrustEntry($"{image.Repository}@{image.Digest}", image.Digest.Value, Verdict(signatures, pending), pending, document?.Layers.Count, signatures, document is null ? null : await BaseAsync(caller, document, cancellationToken));
    }

    /// <summary>One word for several signatures: one that verifies is enough, and what is not known is not refused.</summary>
    public static string Verdict(IReadOnlyList<SignatureEntry> signatures, bool pending) =>
        signatures.Any(signature => signature.Verdict == "verified") ? "verified"
        : pending || signatures.Count == 0 || signatures.Any(signature => signature.Verdict == "unknown") ? "unknown"
        : "refused";

    private async Task<BaseTrust?> BaseAsync(Caller caller, InspectionDocument document, CancellationToken cancellationToken)
    {
        var found = await bases.FindAsync(caller, document, cancellationToken);
        BaseTrust? best = null;
        foreach (var image in found.Base)
        {
            foreach (var place in image.Places)
            {
                var signatures = await ListAsync(Core.RepositoryName.Parse(place.Repository), Core.Digest.Parse(image.Digest), cancellationToken);
                var candidate = new BaseTrust(place.Tags is { Count: > 0 } tags ? $"{place.Repository}:{tags[0]}" : place.Repository, image.Digest, found.BaseChainId, image.Layers, Verdict(signatures, false), signatures);
                if (best is null || (best.Verdict != "verified" && candidate.Verdict == "verified") || (best.Signatures.Count == 0 && signatures.Count > 0)) best = candidate;
            }
        }
        return best;
    }

    private async Task<IReadOnlyList<SignatureEntry>> ListAsync(Core.RepositoryName repository, Core.Digest image, CancellationToken cancellationToken) =>
        [.. (await metadata.Signatures.ListAsync(repository, image, cancellationToken)).Select(fact => new SignatureEntry(fact.Family, fact.Verdict, fact.Name, fact.Identity, fact.Issuer, fact.Reason, fact.Cause, fact.SignedAt, image.Value, fact.Artifact.Value, fact.PredicateType, fact.CheckedAt))];
}
