using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Trust.Cosign;
using Plimsoll.Trust.Statements;

namespace Plimsoll.Trust.Images;

/// <summary>A signature as it lies in a registry.</summary>
/// <param name="Family">One of <see cref="SignatureFamily"/>.</param>
/// <param name="Artifact">The manifest that holds it.</param>
/// <param name="Layer">The layer that is the signature, with its annotations.</param>
/// <param name="Content">The bytes of the layer.</param>
internal sealed record FoundSignature(string Family, Digest Artifact, Descriptor Layer, byte[] Content)
{
    /// <summary>The statement in it, of which nothing is checked; null where there is none, or none that can be read.</summary>
    public BundleStatement? Statement { get; } = TryRead(Family, Layer, Content);

    private static BundleStatement? TryRead(string family, Descriptor layer, byte[] content)
    {
        try
        {
            return family == SignatureFamily.Sigstore ? BundleStatement.TryRead(content)
                : family == SignatureFamily.Cosign && layer.MediaType == CosignSignature.EnvelopeType ? BundleStatement.TryReadEnvelope(content) : null;
        }
        catch (RefusedException)
        {
            return null;
        }
    }
}
