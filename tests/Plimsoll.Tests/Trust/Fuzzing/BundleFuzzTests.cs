using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Core;
using Plimsoll.Tests.Fuzzing;
using Plimsoll.Trust;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Sigstore;

namespace Plimsoll.Tests.Trust.Fuzzing;

/// <summary>One bit is another one somewhere: it must not verify, must not throw, and must answer soon.</summary>
public sealed class BundleFuzzTests
{
    /// <summary>Fields that nobody vouches for and nobody relies on.</summary>
    private static readonly string[] Hints = [".keyid", ".hint"];

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private static readonly (byte[] Bundle, Artifact Artifact, SigstoreVerifier Verifier)[] Seeds =
    [
        Conformance("happy-path-v0.1"), Conformance("happy-path-v0.2"), Conformance("happy-path-v0.3"), Conformance("rekor2-happy-path"), Conformance("rekor2-dsse-happy-path"),
        Conformance("rekor2-checkpoint-multiple-cosigs"), Conformance("rekor2-timestamp-with-embedded-cert"), Conformance("managed-key-happy-path"), Conformance("intoto-with-custom-trust-root"),
        Own("blob-v1.json", Artifact.Of(TrustVectors.Bytes("made-here/cosign/pred.json"))), Own("blob-tsa.json", Artifact.Of(TrustVectors.Bytes("made-here/cosign/pred.json"))),
        Own("cosign3-keyless-dsse-rekorv2.bundle.json", Artifact.Of(Digest.Parse("sha256:641d4ff4d97fedf4a570b2769eaff17ea8f28a58d834e23c5c2c628aa2c77abe"))),
        (TrustVectors.Bytes("made-here/cosign/cosign3-localkey.bundle.json"), Artifact.Of(Digest.Parse("sha256:641d4ff4d97fedf4a570b2769eaff17ea8f28a58d834e23c5c2c628aa2c77abe")),
            new SigstoreVerifier(TrustedRoot.PublicGood, new Expectation.Key(PublicKey.ReadPem(TrustVectors.Text("made-here/cosign/cosign.pub"))))),
    ];

    [Fact]
    public void Does_not_verify_a_bundle_with_a_flipped_bit()
    {
        var expected = Seeds.Select(seed => seed.Verifier.Verify(seed.Bundle, seed.Artifact).ShouldBeOfType<Verdict.Verified>()).ToList();
        var cases = Fuzz.Cases(600);
        for (var number = 0; number < cases; number++)
        {
            var random = new Random(number);
            var which = random.Next(Seeds.Length);
            var (bundle, artifact, verifier) = Seeds[which];
            var (damaged, path) = FieldDamage.Flip(bundle, random);
            var started = Stopwatch.GetTimestamp();
            var verdict = verifier.Verify(damaged, artifact);
            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(Longest, $"case {number}");
            if (verdict is not Verdict.Verified verified || Hints.Any(path.EndsWith) || (path.EndsWith("checkpoint.envelope", StringComparison.Ordinal) && IsWitnessed(bundle))) continue;
            // Nobody signs the type: one bit makes another version of it, by whose rules all that is signed holds too.
            if (path == "$.mediaType") (verified.Signer, verified.SignedAt).ShouldBe((expected[which].Signer, expected[which].SignedAt), $"case {number}");
            // A time stamp carries certificates and algorithms that only help to read it; what it says must stay.
            else path.ShouldContain("rfc3161Timestamps", Case.Sensitive, $"case {number}: {path} of {Encoding.UTF8.GetString(damaged)}");
            // One that names an authority that is not known is left out; then the log's promise tells the time.
            verified.Signer.ShouldBe(expected[which].Signer, $"case {number}");
            if (verified.SignedAt != expected[which].SignedAt) verified.SignedAt!.Value.ToUnixTimeSeconds().ShouldBe(LoggedAt(bundle), $"case {number}");
        }
    }

    [Fact]
    public void Answers_for_any_damage() => Fuzz.Run([.. Seeds.Select(seed => seed.Bundle)], bytes =>
    {
        foreach (var (_, artifact, verifier) in Seeds.Take(2)) _ = verifier.Verify(bytes, artifact);
    }, 300);

    [Fact]
    public void Reads_or_refuses_any_trusted_root() => Fuzz.Run([TrustVectors.Bytes("made-here/cosign/trusted_root.json"), TrustVectors.Bytes("sigstore-go/examples/trusted-root-public-good.json")], bytes =>
    {
        try
        {
            _ = TrustedRoot.Read(bytes);
        }
        catch (RefusedException)
        {
            // The answer to what is none.
        }
    }, 300);

    private static long LoggedAt(byte[] bundle) => long.Parse(JsonNode.Parse(bundle)!["verificationMaterial"]!["tlogEntries"]![0]!["integratedTime"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Checkpoints may bear signatures of witnesses, which are not known.</summary>
    private static bool IsWitnessed(byte[] bundle) => JsonNode.Parse(bundle)!["verificationMaterial"]!["tlogEntries"]![0]!["inclusionProof"]!["checkpoint"]!["envelope"]!.GetValue<string>().Count(c => c == '\u2014') > 1;

    private static (byte[], Artifact, SigstoreVerifier) Conformance(string name)
    {
        var folder = "sigstore-conformance/bundle-verify/" + name;
        byte[]? Optional(string file) => File.Exists(TrustVectors.PathOf($"{folder}/{file}")) ? TrustVectors.Bytes($"{folder}/{file}") : null;
        var root = Optional("trusted_root.json") is { } json ? TrustedRoot.Read(json) : TrustedRoot.PublicGood;
        Expectation expectation = Optional("key.pub") is { } key ? new Expectation.Key(PublicKey.ReadPem(Encoding.UTF8.GetString(key))) : new Expectation.Identity(IdentityPattern.Matching("https://.*"), IdentityPattern.Matching("https://.*"));
        return (TrustVectors.Bytes(folder + "/bundle.sigstore.json"), Artifact.Of(Optional("artifact") ?? TrustVectors.Bytes("sigstore-conformance/a.txt")), new SigstoreVerifier(root, expectation));
    }

    private static (byte[], Artifact, SigstoreVerifier) Own(string bundle, Artifact artifact) => (TrustVectors.Bytes("made-here/cosign/" + bundle), artifact, new SigstoreVerifier(
        TrustedRoot.Read(TrustVectors.Bytes("made-here/cosign/trusted_root.json")), new Expectation.Identity(IdentityPattern.Exactly("https://plimsoll.example/ci/team"), IdentityPattern.Exactly("https://plimsoll.example"))));
}
