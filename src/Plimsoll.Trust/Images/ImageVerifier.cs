using Plimsoll.Core.Manifests;
using Plimsoll.Trust.Cosign;
using Plimsoll.Trust.Notation;
using Plimsoll.Trust.Sigstore;

namespace Plimsoll.Trust.Images;

/// <summary>Checks all signatures of an image that lie in a registry or a layout.</summary>
public sealed class ImageVerifier
{
    private readonly SigstoreVerifier? _sigstore;
    private readonly NotationVerifier? _notation;

    /// <summary>Expects somebody who signs as Sigstore's clients do, or the holder of a key.</summary>
    public ImageVerifier(SigstoreVerifier sigstore) => _sigstore = sigstore;

    /// <summary>Expects somebody of a trust store, by a trust policy of the Notary Project.</summary>
    public ImageVerifier(NotationVerifier notation) => _notation = notation;

    private HashSet<string> Families => _sigstore is not null ? [SignatureFamily.Sigstore, SignatureFamily.Cosign] : [SignatureFamily.Notation];

    /// <summary>Looks for signatures and checks each.</summary>
    /// <param name="source">Where the image is.</param>
    /// <param name="repository"><c>host/repository</c>, for policies that are for some repositories; null for an image without one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when there is no such image.</returns>
    public async Task<ImageReport?> VerifyAsync(ISignatureSource source, string? repository, CancellationToken cancellationToken)
    {
        if (await source.ResolveAsync(cancellationToken) is not { } image) return null;
        var unreadable = new List<string>();
        var found = new List<FoundSignature>();
        var search = new SignatureSearch(source, found, unreadable);
        try
        {
            await search.FindAsync(image.Digest, Families, cancellationToken);
        }
        catch (IOException e)
        {
            // An image whose signatures cannot be read is not one without signatures.
            unreadable.Add(e.Message);
        }
        Func<FoundSignature, Verdict>? asRegistry = _sigstore is null ? null : signature => Verify(_sigstore.OfRegistry, signature, image);
        var verdicts = WithdrawnSignatures.Apply(found, found.ConvertAll(signature => Verify(signature, image, repository)), asRegistry, search.CutOff);
        return new ImageReport(image, [.. found.Select((signature, i) => new SignatureReport(signature.Family, signature.Artifact, image.Digest, verdicts[i]))], unreadable);
    }

    private Verdict Verify(FoundSignature signature, Descriptor image, string? repository) => signature.Family switch
    {
        SignatureFamily.Notation => _notation!.Verify(signature.Content, signature.Layer.MediaType, image, repository),
        _ => Verify(_sigstore!, signature, image),
    };

    private static Verdict Verify(SigstoreVerifier verifier, FoundSignature signature, Descriptor image) => signature.Family == SignatureFamily.Cosign
        ? CosignSignature.Verify(verifier, signature.Layer, signature.Content, image.Digest) : verifier.Verify(signature.Content, Artifact.Of(image.Digest));
}
