using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Signing;

namespace Plimsoll.Server.Tests.Api;

/// <summary>Signatures of images as cosign 3 would push them.</summary>
internal static class SignedBundle
{
    /// <summary>The bundle, and the manifest that carries it.</summary>
    public static async Task<(Content Bundle, Content Manifest)> OfAsync(Content image, PrivateKey key)
    {
        var bundle = Content.Of(await new KeySigner(key).SignStatementAsync(StatementWriter.OfSignature(Digest.Parse(image.Digest)), CancellationToken.None), mediaType: BundleArtifact.MediaType);
        var subject = new Descriptor { MediaType = image.MediaType, Digest = Digest.Parse(image.Digest), Size = image.Bytes.Length };
        return (bundle, Content.Of(BundleArtifact.Manifest(subject, bundle.Bytes, StatementWriter.SignatureType, DateTimeOffset.UtcNow), mediaType: ImageBuilder.Manifest));
    }
}
