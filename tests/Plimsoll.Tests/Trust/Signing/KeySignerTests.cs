using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Trust;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Signing;
using Plimsoll.Trust.Sigstore;

namespace Plimsoll.Tests.Trust.Signing;

/// <summary>Bundles of a key that stays; the shape is compared with what cosign 3.1.1 wrote.</summary>
public sealed class KeySignerTests
{
    private static readonly Digest Image = Digest.Of("image"u8);

    [Theory]
    [InlineData("cosign-empty.key", null)]
    [InlineData("cosign-password.key", "correct horse")]
    [InlineData("pkcs8-p256.pem", null)]
    [InlineData("pkcs8-p256-password.pem", "correct horse")]
    [InlineData("sec1-p256.pem", null)]
    [InlineData("pkcs8-p384.pem", null)]
    [InlineData("pkcs1-rsa.pem", null)]
    [InlineData("pkcs8-rsa-password.pem", "correct horse")]
    public async Task Signs_with_keys_of_every_tool(string file, string? password)
    {
        using var key = PrivateKey.ReadPem(Text(file), password);
        key.PublicKey.ShouldBe(PublicKey.ReadPem(Text(file[..file.LastIndexOf('.')] + ".pub")));

        var bundle = await new KeySigner(key).SignStatementAsync(StatementWriter.OfSignature(Image), TestContext.Current.CancellationToken);

        Verify(bundle, key.PublicKey, Image).ShouldBeOfType<Verdict.Verified>().PredicateType.ShouldBe("https://sigstore.dev/cosign/sign/v1");
        Verify(bundle, key.PublicKey, Digest.Of("other"u8)).ShouldBeOfType<Verdict.Refused>();
        using var other = PrivateKey.Generate();
        Verify(bundle, other.PublicKey, Image).ShouldBeOfType<Verdict.Refused>();
    }

    [Theory]
    [InlineData("cosign-password.key", "wrong")]
    [InlineData("cosign-password.key", null)]
    [InlineData("pkcs8-p256-password.pem", "wrong")]
    [InlineData("pkcs8-p256-password.pem", null)]
    [InlineData("pkcs8-p256.pub", null)]
    public void Refuses_a_wrong_password_and_what_is_no_private_key(string file, string? password) => Should.Throw<RefusedException>(() => PrivateKey.ReadPem(Text(file), password));

    [Fact]
    public async Task Signs_a_digest()
    {
        using var key = PrivateKey.Generate();

        var bundle = await new KeySigner(key).SignDigestAsync(Image, TestContext.Current.CancellationToken);

        Verify(bundle, key.PublicKey, Image).ShouldBeOfType<Verdict.Verified>();
        Verify(bundle, key.PublicKey, Digest.Of("other"u8)).ShouldBeOfType<Verdict.Refused>();
    }

    [Fact]
    public async Task Writes_the_bundle_and_its_manifest_as_cosign_does()
    {
        var (theirs, theirManifest) = (TrustVectors.Bytes("made-here/cosign/cosign3-localkey.bundle.json"), TrustVectors.Bytes("made-here/cosign/cosign3-localkey.manifest.json"));
        var subject = ManifestReader.Read(theirManifest, null).Subject!;
        using var key = PrivateKey.Generate();

        var ours = await new KeySigner(key).SignStatementAsync(StatementWriter.OfSignature(subject.Digest), TestContext.Current.CancellationToken);

        Blank(ours).ShouldBe(Blank(theirs));
        BundleArtifact.Manifest(subject, theirs, StatementWriter.SignatureType, DateTimeOffset.Parse("2026-11-21T01:50:19Z", System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(theirManifest);
    }

    /// <summary>The bundle without what differs from key to key.</summary>
    private static string Blank(byte[] bundle)
    {
        using var json = JsonDocument.Parse(bundle);
        var text = json.RootElement.GetRawText();
        var hint = json.RootElement.GetProperty("verificationMaterial").GetProperty("publicKey").GetProperty("hint").GetString()!;
        return text.Replace(hint, "").Replace(json.RootElement.GetProperty("dsseEnvelope").GetProperty("signatures")[0].GetProperty("sig").GetString()!, "");
    }

    private static Verdict Verify(byte[] bundle, PublicKey key, Digest image) => new SigstoreVerifier(TrustedRoot.PublicGood, new Expectation.Key(key)).Verify(bundle, Artifact.Of(image));

    private static string Text(string file) => TrustVectors.Text("made-here/keys/" + file);
}
