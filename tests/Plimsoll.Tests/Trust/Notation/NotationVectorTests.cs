using System.Text;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Tests.Storage;
using Plimsoll.Trust;
using Plimsoll.Trust.Notation;

namespace Plimsoll.Tests.Trust.Notation;

/// <summary>Signatures that notation 1.3.2 made, and what the conformance data of notation-core-go say of envelopes.</summary>
public sealed class NotationVectorTests : IDisposable
{
    internal static readonly Descriptor Image = new() { MediaType = MediaTypes.OciManifest, Digest = Digest.Parse("sha256:641d4ff4d97fedf4a570b2769eaff17ea8f28a58d834e23c5c2c628aa2c77abe"), Size = 555 };

    private static readonly DateTimeOffset Then = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("notation-application_jose_json.sig", "application/jose+json")]
    [InlineData("notation-application_cose.sig", "application/cose")]
    public void Verifies_what_notation_signed(string file, string mediaType)
    {
        var verified = Verify(Policy(), file, mediaType).ShouldBeOfType<Verdict.Verified>();

        verified.Signer.ShouldBe(new Signer("C=US, ST=WA, L=Seattle, O=Notary, CN=plimsoll.example", "ca:tests"));
        verified.SignedAt.ShouldBeNull();
    }

    [Theory]
    [InlineData("notation-application_jose_json.sig", "application/jose+json")]
    [InlineData("notation-application_cose.sig", "application/cose")]
    public void Refuses_a_certificate_that_has_expired_without_a_time_stamp(string file, string mediaType) =>
        Verify(Policy(), file, mediaType, Then.AddDays(30)).ShouldBeOfType<Verdict.Refused>().Reason.ShouldContain("not now");

    [Fact]
    public void Says_so_where_the_policy_only_logs_an_expired_certificate() =>
        Verify(Policy(level: "permissive"), "notation-application_jose_json.sig", "application/jose+json", Then.AddDays(30)).ShouldBeOfType<Verdict.Verified>().Remarks.ShouldHaveSingleItem().ShouldContain("not now");

    [Theory]
    [InlineData(0)]
    [InlineData(3000)]
    public void Takes_the_time_of_the_time_stamp_however_late_it_is(int days)
    {
        var verdict = Verify(Policy(stores: "\"ca:tests\",\"tsa:tests\""), "notation-jws-with-rfc3161.sig", "application/jose+json", Then.AddDays(days));

        verdict.ShouldBeOfType<Verdict.Verified>().SignedAt!.Value.Date.ShouldBe(new DateTime(2026, 11, 21));
    }

    [Fact]
    public void Refuses_a_signature_without_the_time_stamp_that_the_policy_asks_for() =>
        Verify(Policy(stores: "\"ca:tests\",\"tsa:tests\""), "notation-application_jose_json.sig", "application/jose+json").ShouldBeOfType<Verdict.Refused>().Reason.ShouldContain("no time stamp");

    [Fact]
    public void Asks_for_no_time_stamp_before_the_certificate_expires_where_the_policy_says_so() =>
        Verify(Policy(stores: "\"ca:tests\",\"tsa:tests\"", more: ",\"verifyTimestamp\":\"afterCertExpiry\""), "notation-application_jose_json.sig", "application/jose+json").ShouldBeOfType<Verdict.Verified>();

    [Theory]
    [InlineData("x509.subject: C=US, ST=WA, O=Notary", true)]
    [InlineData("x509.subject: C=US, ST=WA, L=Seattle, O=Notary, CN=plimsoll.example", true)]
    [InlineData("x509.subject: C=US, ST=WA, O=Notar", false)]
    [InlineData("x509.subject: C=US, ST=WA, O=Notary, OU=other", false)]
    public void Trusts_the_subjects_of_the_policy(string identity, bool trusted) =>
        (Verify(Policy(identities: $"\"{identity}\""), "notation-application_jose_json.sig", "application/jose+json") is Verdict.Verified).ShouldBe(trusted);

    [Fact]
    public void Refuses_a_certificate_that_is_in_no_trust_store() =>
        Verify(Policy(stores: "\"ca:others\""), "notation-application_jose_json.sig", "application/jose+json").ShouldBeOfType<Verdict.Refused>().Reason.ShouldContain("in a trust store");

    [Fact]
    public void Does_not_say_who_vouches_where_the_policy_only_logs_whom_it_does_not_trust() =>
        Verify(Policy(stores: "\"ca:others\"", level: "audit"), "notation-application_jose_json.sig", "application/jose+json").ShouldBeOfType<Verdict.Unknown>();

    [Fact]
    public void Knows_nothing_where_the_policy_skips_everything() =>
        Verify("""{"version":"1.0","trustPolicies":[{"name":"a","registryScopes":["*"],"signatureVerification":{"level":"skip"}}]}""", "notation-application_jose_json.sig", "application/jose+json").ShouldBeOfType<Verdict.Unknown>();

    [Fact]
    public void Refuses_a_signature_of_another_image() => Verifier(Policy(), Then).Verify(TrustVectors.Bytes("made-here/notation/notation-application_jose_json.sig"), "application/jose+json", Image with { Size = 556 }, "a/b")
        .ShouldBeOfType<Verdict.Refused>().Reason.ShouldContain("not of this image");

    [Theory]
    [InlineData("registry.example/a", "registry.example/a", true)]
    [InlineData("registry.example/a", "registry.example/a/b", false)]
    [InlineData("*", "registry.example/a/b", true)]
    public void Holds_for_the_repositories_of_its_scope(string scope, string repository, bool holds) =>
        (Verifier(Policy(scope: scope), Then).Verify(TrustVectors.Bytes("made-here/notation/notation-application_jose_json.sig"), "application/jose+json", Image, repository) is Verdict.Verified).ShouldBe(holds);

    [Fact]
    public void Refuses_the_critical_attribute_of_the_conformance_data_for_jws() => Should.Throw<RefusedException>(() =>
        SignatureEnvelope.Read(TrustVectors.Bytes("notation-core-go/signature/jws/testdata/conformance.json"), "application/jose+json")).Message.ShouldContain("signedCritKey1");

    [Fact]
    public void Refuses_the_critical_attribute_of_the_conformance_data_for_cose()
    {
        using var json = System.Text.Json.JsonDocument.Parse(TrustVectors.Bytes("notation-core-go/signature/cose/testdata/conformance.json"));
        var envelope = Convert.FromHexString(json.RootElement.GetProperty("expectedOutput").GetProperty("cborHex").GetString()!);

        Should.Throw<RefusedException>(() => SignatureEnvelope.Read(envelope, "application/cose")).Message.ShouldContain("signedCritKey1");
    }

    [Theory]
    [InlineData("""{"version":"1.1","trustPolicies":[]}""")]
    [InlineData("""{"version":"1.0","trustPolicies":[]}""")]
    [InlineData("""{"version":"1.0","trustPolicies":[{"name":"a","registryScopes":["*","b/c"],"signatureVerification":{"level":"strict"},"trustStores":["ca:x"],"trustedIdentities":["*"]}]}""")]
    [InlineData("""{"version":"1.0","trustPolicies":[{"name":"a","registryScopes":["b/*"],"signatureVerification":{"level":"strict"},"trustStores":["ca:x"],"trustedIdentities":["*"]}]}""")]
    [InlineData("""{"version":"1.0","trustPolicies":[{"name":"a","registryScopes":["*"],"signatureVerification":{"level":"stern"},"trustStores":["ca:x"],"trustedIdentities":["*"]}]}""")]
    [InlineData("""{"version":"1.0","trustPolicies":[{"name":"a","registryScopes":["*"],"signatureVerification":{"level":"strict"},"trustStores":[],"trustedIdentities":["*"]}]}""")]
    [InlineData("""{"version":"1.0","trustPolicies":[{"name":"a","registryScopes":["*"],"signatureVerification":{"level":"strict"},"trustStores":["ca:../x"],"trustedIdentities":["*"]}]}""")]
    [InlineData("""{"version":"1.0","trustPolicies":[{"name":"a","registryScopes":["*"],"signatureVerification":{"level":"strict"},"trustStores":["ca:x"],"trustedIdentities":["x509.subject: C=US, O=A"]}]}""")]
    [InlineData("""{"version":"1.0","trustPolicies":[{"name":"a","registryScopes":["*"],"signatureVerification":{"level":"skip","override":{"expiry":"log"}}}]}""")]
    public void Refuses_a_policy_that_does_not_say_what_is_trusted(string policy) => Should.Throw<RefusedException>(() => TrustPolicyDocument.Read(Encoding.UTF8.GetBytes(policy)));

    private Verdict Verify(string policy, string file, string mediaType, DateTimeOffset? now = null) => Verifier(policy, now ?? Then).Verify(TrustVectors.Bytes("made-here/notation/" + file), mediaType, Image, "registry.example/a");

    private NotationVerifier Verifier(string policy, DateTimeOffset now)
    {
        // Each signature was made with a certificate of its own: the store holds the ones that stand in them.
        Copy("ca/tests", "notation-test.crt");
        foreach (var file in (string[])["notation-application_jose_json.sig", "notation-jws-with-rfc3161.sig"]) File.WriteAllBytes(Path.Combine(Folder("ca/tests"), file + ".crt"), CertificateOf(file));
        Copy("ca/others", "tsaroot.pem");
        Copy("tsa/tests", "tsaroot.pem");
        var clock = new ManualClock();
        clock.Advance(now - clock.Now);
        return new NotationVerifier(TrustPolicyDocument.Read(Encoding.UTF8.GetBytes(policy)), TrustStore.Open(_directory.Path), clock);
    }

    private static byte[] CertificateOf(string file)
    {
        using var json = System.Text.Json.JsonDocument.Parse(TrustVectors.Bytes("made-here/notation/" + file));
        return json.RootElement.GetProperty("header").GetProperty("x5c")[0].GetBytesFromBase64();
    }

    private void Copy(string store, string file) => File.Copy(TrustVectors.PathOf("made-here/notation/" + file), Path.Combine(Folder(store), file), true);

    private string Folder(string store) => Directory.CreateDirectory(Path.Combine([_directory.Path, "truststore", "x509", .. store.Split('/')])).FullName;

    private static string Policy(string stores = "\"ca:tests\"", string identities = "\"*\"", string level = "strict", string scope = "*", string more = "") =>
        "{\"version\":\"1.0\",\"trustPolicies\":[{\"name\":\"tests\",\"registryScopes\":[\"" + scope + "\"],\"signatureVerification\":{\"level\":\"" + level + "\"" + more + "},\"trustStores\":[" + stores + "],\"trustedIdentities\":[" + identities + "]}]}";
}
