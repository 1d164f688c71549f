using System.Text;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Tests.Fuzzing;
using Plimsoll.Trust;
using Plimsoll.Trust.Cosign;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.OpenPgp;
using Plimsoll.Trust.Rpm;
using Plimsoll.Trust.SimpleSigning;
using Plimsoll.Trust.Sigstore;
using Plimsoll.Trust.Tuf;

namespace Plimsoll.Tests.Trust.Fuzzing;

/// <summary>Signatures of the older kinds and what goes with them, damaged: refused in the one way that callers expect, or still what was signed by whom.</summary>
public sealed class SignatureFileFuzzTests
{
    private const string Signer = "openpgp:67370c81b60510c5c73fb49a66fa78638ff021c6";

    private static readonly Digest Image = Digest.Parse("sha256:641d4ff4d97fedf4a570b2769eaff17ea8f28a58d834e23c5c2c628aa2c77abe");

    [Fact]
    public void Simple_signatures()
    {
        var keys = KeyRing.Read(TrustVectors.Bytes("made-here/simple-signing/gpg.pub"));
        var verifier = new SimpleSigningVerifier(keys, TrustClock.At(TrustClock.Then));
        Fuzz.Run([TrustVectors.Bytes("made-here/simple-signing/simple-signing-gpg.sig")], damaged =>
        {
            if (verifier.Verify(damaged, Digest.Of("x"u8), null) is Verdict.Verified) throw new InvalidDataException("a damaged signature verified for another image");
            if (verifier.Verify(damaged, Image, null) is Verdict.Verified verified && verified.Signer.Identity != Signer) throw new InvalidDataException("a damaged signature verified as somebody else's");
        }, usual: 300);
    }

    [Fact]
    public void OpenPgp_keys() => Fuzz.Run([TrustVectors.Bytes("made-here/simple-signing/gpg.pub"), TrustVectors.Bytes("made-here/rpmdb/gpg.pub")], damaged => Refused(() => KeyRing.Read(damaged)), usual: 300);

    [Fact]
    public void Headers_of_rpm()
    {
        var verifier = new RpmHeaderVerifier(KeyRing.Read(TrustVectors.Bytes("made-here/rpmdb/gpg.pub")), TrustClock.At(TrustClock.Then));
        var blob = TrustVectors.Bytes("made-here/rpmdb/package.blob");
        var region = RpmHeaderVerifier.Split(blob).Region;
        Fuzz.Run([blob], damaged =>
        {
            if (verifier.Verify(damaged) is Verdict.Verified && !RpmHeaderVerifier.Split(damaged).Region.AsSpan().SequenceEqual(region)) throw new InvalidDataException("a damaged header verified");
        }, usual: 300);
    }

    [Fact]
    public void Tags_of_cosign()
    {
        var verifier = new SigstoreVerifier(TrustedRoot.PublicGood, new Expectation.Key(PublicKey.ReadPem(TrustVectors.Text("made-here/cosign/cosign.pub"))));
        var payload = TrustVectors.Bytes("made-here/cosign/classic.simplesigning.json");
        var layer = ManifestReader.Read(TrustVectors.Bytes("made-here/cosign/classic.sig.manifest.json"), null).Layers.Single();
        Fuzz.Run([payload], damaged =>
        {
            if (!damaged.AsSpan().SequenceEqual(payload) && CosignSignature.Verify(verifier, layer, damaged, Image) is Verdict.Verified) throw new InvalidDataException("a damaged payload verified");
        }, usual: 300);
        // Certificates, entries and time stamps stand in annotations.
        Fuzz.Run([TrustVectors.Bytes("made-here/cosign/classic.sig.manifest.json")], damaged =>
        {
            try
            {
                foreach (var signature in ManifestReader.Read(damaged, null).Layers)
                {
                    if (CosignSignature.Verify(verifier, signature, payload, Digest.Of("x"u8)) is Verdict.Verified) throw new InvalidDataException("a damaged signature verified for another image");
                }
            }
            catch (ManifestException)
            {
                // The word for what is no manifest.
            }
        }, usual: 300, name: nameof(Tags_of_cosign) + "_annotations");
    }

    [Fact]
    public void Metadata_of_notary()
    {
        foreach (var role in (string[])["root", "timestamp", "snapshot", "targets"])
        {
            var files = ((string[])["root", "timestamp", "snapshot", "targets"]).ToDictionary(name => name, name => TrustVectors.Bytes($"made-here/notary-v1/{name}.json"));
            Fuzz.Run([files[role]], damaged => Refused(() =>
            {
                var tags = NotaryRepository.Verify(new Dictionary<string, byte[]>(files) { [role] = damaged }, [], TrustClock.Then).Tags;
                if (tags.Count != 1 || tags["1"] != Image) throw new InvalidDataException("damaged metadata bind a tag to something else");
            }), usual: 100, name: $"{nameof(Metadata_of_notary)}_{role}");
        }
    }

    [Fact]
    public void Public_keys() => Fuzz.Run([TrustVectors.Bytes("made-here/cosign/cosign.pub"), TrustVectors.Bytes("sigstore-go/examples/publish_key.pub")], damaged => Refused(() => PublicKey.ReadPem(Encoding.UTF8.GetString(damaged))), usual: 300);

    private static void Refused(Action read)
    {
        try
        {
            read();
        }
        catch (RefusedException)
        {
            // The word for what cannot be used.
        }
    }
}
