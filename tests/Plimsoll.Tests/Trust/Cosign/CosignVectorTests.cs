using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Trust;
using Plimsoll.Trust.Cosign;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Sigstore;

namespace Plimsoll.Tests.Trust.Cosign;

/// <summary>A <c>.sig</c> manifest of cosign 3.1.1 in its old format.</summary>
public sealed class CosignVectorTests
{
    private static readonly Digest Image = Digest.Parse("sha256:641d4ff4d97fedf4a570b2769eaff17ea8f28a58d834e23c5c2c628aa2c77abe");
    private static readonly byte[] Payload = TrustVectors.Bytes("made-here/cosign/classic.simplesigning.json");
    private static readonly Descriptor Layer = ManifestReader.Read(TrustVectors.Bytes("made-here/cosign/classic.sig.manifest.json"), null).Layers.Single();

    [Fact]
    public void Verifies_the_signature_of_a_key() => Verify("made-here/cosign/cosign.pub", Payload, Image).ShouldBeOfType<Verdict.Verified>().Signer.Identity.ShouldStartWith("key:sha256:4c8bf27ae8");

    [Fact]
    public void Refuses_another_key() => Verify("sigstore-go/examples/publish_key.pub", Payload, Image).ShouldBeOfType<Verdict.Refused>();

    [Fact]
    public void Refuses_another_image() => Verify("made-here/cosign/cosign.pub", Payload, Digest.Of("other"u8)).ShouldBeOfType<Verdict.Refused>().Reason.ShouldContain("the signature is of sha256:641d4ff4d9");

    [Fact]
    public void Refuses_a_payload_that_was_changed()
    {
        for (var bit = 0; bit < Payload.Length * 8; bit += 5)
        {
            var changed = (byte[])Payload.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Verify("made-here/cosign/cosign.pub", changed, Image).ShouldBeOfType<Verdict.Refused>();
        }
    }

    private static Verdict Verify(string key, byte[] payload, Digest image) =>
        CosignSignature.Verify(new SigstoreVerifier(TrustedRoot.PublicGood, new Expectation.Key(PublicKey.ReadPem(TrustVectors.Text(key)))), Layer, payload, image);
}
