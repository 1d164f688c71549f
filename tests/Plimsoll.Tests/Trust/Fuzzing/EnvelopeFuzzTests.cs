using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Core;
using Plimsoll.Tests.Fuzzing;
using Plimsoll.Tests.Storage;
using Plimsoll.Tests.Trust.Notation;
using Plimsoll.Trust;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.InToto;
using Plimsoll.Trust.Notation;
using Plimsoll.Trust.OpenPgp;
using Plimsoll.Trust.Rpm;
using Plimsoll.Trust.SimpleSigning;
using Plimsoll.Trust.Tuf;

namespace Plimsoll.Tests.Trust.Fuzzing;

/// <summary>Envelopes of the other families with one bit flipped, and with any damage.</summary>
public sealed class EnvelopeFuzzTests : IDisposable
{
    private static readonly byte[] Jws = TrustVectors.Bytes("made-here/notation/notation-application_jose_json.sig");
    private static readonly byte[] Cose = TrustVectors.Bytes("made-here/notation/notation-application_cose.sig");
    private static readonly byte[] Layout = TrustVectors.Bytes("made-here/in-toto/root.layout");
    private static readonly byte[] Link = TrustVectors.Bytes("made-here/in-toto/build.f0d67637.link");

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Does_not_verify_a_notation_signature_with_a_flipped_bit()
    {
        var verifier = Notation();
        verifier.Verify(Jws, "application/jose+json", NotationVectorTests.Image, "a/b").ShouldBeOfType<Verdict.Verified>();
        verifier.Verify(Cose, "application/cose", NotationVectorTests.Image, "a/b").ShouldBeOfType<Verdict.Verified>();
        for (var number = 0; number < Fuzz.Cases(300); number++)
        {
            var random = new Random(number);
            var (damaged, path) = FieldDamage.Flip(Jws, random);
            if (verifier.Verify(damaged, "application/jose+json", NotationVectorTests.Image, "a/b") is Verdict.Verified) path.ShouldContain("signingAgent", Case.Sensitive, $"case {number}");
            var changed = (byte[])Cose.Clone();
            var at = random.Next(changed.Length);
            changed[at] ^= (byte)(1 << random.Next(8));
            // Only the name of the program that signed is not signed, nor relied on.
            if (verifier.Verify(changed, "application/cose", NotationVectorTests.Image, "a/b") is Verdict.Verified) Near(Cose, "io.cncf.notary.signingAgent", at).ShouldBeTrue($"case {number}: byte {at}");
        }
    }

    [Fact]
    public void Does_not_verify_a_layout_or_a_link_with_a_flipped_bit()
    {
        var verifier = new LayoutVerifier(new Dictionary<string, PublicKey> { ["9d025e75ad42cff312b45d2f0f4e20e1048aed8841a3b4df6d172b3034d8cae3"] = LayoutVerifier.ReadKey(TrustVectors.Bytes("made-here/in-toto/alice.pub")) }, TrustClock.At(TrustClock.Then));
        for (var number = 0; number < Fuzz.Cases(300); number++)
        {
            var (layout, _) = FieldDamage.Flip(Layout, new Random(number));
            var (link, _) = FieldDamage.Flip(Link, new Random(number));
            verifier.Verify(layout, new Dictionary<string, byte[]> { ["build.f0d67637.link"] = Link }, null).ShouldBeOfType<Verdict.Refused>($"case {number}");
            verifier.Verify(Layout, new Dictionary<string, byte[]> { ["build.f0d67637.link"] = link }, null).ShouldBeOfType<Verdict.Refused>($"case {number}");
        }
    }

    [Fact]
    public void Answers_for_any_damage_to_an_envelope()
    {
        var notation = Notation();
        var keys = KeyRing.Read(TrustVectors.Bytes("made-here/simple-signing/gpg.pub"));
        var simple = new SimpleSigningVerifier(keys, TrustClock.At(TrustClock.Then));
        var rpm = new RpmHeaderVerifier(keys, TrustClock.At(TrustClock.Then));
        byte[][] seeds = [Jws, Cose, Layout, Link, TrustVectors.Bytes("made-here/simple-signing/simple-signing-gpg.sig"), TrustVectors.Bytes("made-here/rpmdb/package.blob"), TrustVectors.Bytes("made-here/notary-v1/root.json")];
        Fuzz.Run(seeds, bytes =>
        {
            _ = notation.Verify(bytes, "application/jose+json", NotationVectorTests.Image, "a/b");
            _ = notation.Verify(bytes, "application/cose", NotationVectorTests.Image, "a/b");
            _ = simple.Verify(bytes, Digest.Of("x"u8), null);
            _ = rpm.Verify(bytes);
            foreach (var read in (Action<byte[]>[])[b => TufRoot.Read(b, TrustClock.Then), b => KeyRing.Read(b), b => TrustPolicyDocument.Read(b), b => PublicKey.ReadPem(Encoding.UTF8.GetString(b))])
            {
                try
                {
                    read(bytes);
                }
                catch (RefusedException)
                {
                    // The answer to what is none.
                }
            }
        }, 300);
    }

    private static bool Near(byte[] bytes, string name, int position) => bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(name)) is var at && position >= at - 2 && position < at + name.Length + 30;

    private NotationVerifier Notation()
    {
        var store = Directory.CreateDirectory(Path.Combine(_directory.Path, "truststore", "x509", "ca", "tests")).FullName;
        File.Copy(TrustVectors.PathOf("made-here/notation/notation-test.crt"), Path.Combine(store, "a.crt"), true);
        File.WriteAllBytes(Path.Combine(store, "b.crt"), Convert.FromBase64String(JsonNode.Parse(Jws)!["header"]!["x5c"]![0]!.GetValue<string>()));
        const string Policy = """{"version":"1.0","trustPolicies":[{"name":"tests","registryScopes":["*"],"signatureVerification":{"level":"strict"},"trustStores":["ca:tests"],"trustedIdentities":["*"]}]}""";
        return new NotationVerifier(TrustPolicyDocument.Read(Encoding.UTF8.GetBytes(Policy)), TrustStore.Open(_directory.Path), TrustClock.At(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero)));
    }
}
