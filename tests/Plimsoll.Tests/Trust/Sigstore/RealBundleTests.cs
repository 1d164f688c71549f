using Plimsoll.Cli;
using Plimsoll.Tests.Storage;

namespace Plimsoll.Tests.Trust.Sigstore;

/// <summary>Bundles of sigstore-go's tests and ones that cosign 3.1.1 made against a certificate authority, logs and time stamps of its own.</summary>
public sealed class RealBundleTests
{
    private const string Go = "sigstore-go/pkg/testing/data";
    private const string GitHub = "https://token.actions.githubusercontent.com";

    [Theory]
    [InlineData("made-here/cosign/blob-v1.json")]
    [InlineData("made-here/cosign/blob-v2.json")]
    [InlineData("made-here/cosign/blob-tsa.json")]
    public async Task Verifies_what_cosign_signed_without_a_key(string bundle)
    {
        var (code, output, error) = await VerifyOwnAsync(bundle, TrustVectors.PathOf("made-here/cosign/pred.json"));

        code.ShouldBe(ExitCode.Ok, error);
        output.ShouldStartWith("Verified: signed by https://plimsoll.example/ci/team (issuer https://plimsoll.example) at 2026-11-21T");
    }

    [Fact]
    public async Task Refuses_a_bundle_without_a_log_entry_where_one_is_required() =>
        (await VerifyOwnAsync("made-here/cosign/blob-tsa.json", TrustVectors.PathOf("made-here/cosign/pred.json"), "--require-log")).Error.ShouldContain("in no transparency log");

    [Fact]
    public async Task Verifies_a_statement_about_an_image() =>
        (await VerifyOwnAsync("made-here/cosign/cosign3-keyless-dsse-rekorv2.bundle.json", "sha256:641d4ff4d97fedf4a570b2769eaff17ea8f28a58d834e23c5c2c628aa2c77abe")).Output.ShouldContain("https://sigstore.dev/cosign/sign/v1");

    [Fact]
    public async Task Verifies_a_statement_about_a_chain_of_layers() =>
        (await VerifyOwnAsync("made-here/cosign/chain.bundle.json", "sha256:54af3377a4850ac0e83bdf57ddb9040f175da9522225eb53635645d7e6fbfc20")).Code.ShouldBe(ExitCode.Ok);

    [Fact]
    public async Task Refuses_a_statement_about_something_else() =>
        (await VerifyOwnAsync("made-here/cosign/chain.bundle.json", "sha256:" + new string('a', 64))).Error.ShouldContain("does not match any digest in the statement");

    [Theory]
    [InlineData("https://plimsoll.example/ci/tea", "https://plimsoll.example", "expected identity")]
    [InlineData("https://plimsoll.example/ci/team", "https://plimsoll.example/", "expected issuer")]
    public async Task Refuses_another_identity(string identity, string issuer, string reason)
    {
        var (code, _, error) = await CommandRun.RunAsync("verify-bundle", "--bundle", TrustVectors.PathOf("made-here/cosign/blob-v2.json"), "--trusted-root", TrustVectors.PathOf("made-here/cosign/trusted_root.json"),
            "--certificate-identity", identity, "--certificate-oidc-issuer", issuer, TrustVectors.PathOf("made-here/cosign/pred.json"));

        code.ShouldBe(ExitCode.VerificationFailed);
        error.ShouldContain(reason);
    }

    [Theory]
    [InlineData("https://plimsoll\\.example/ci/.*", ExitCode.Ok)]
    [InlineData("https://plimsoll\\.example/ci/", ExitCode.VerificationFailed)]
    [InlineData("example|https://plimsoll\\.example/ci/team", ExitCode.Ok)]
    [InlineData("x)|(?:.*", ExitCode.Usage)]
    public async Task Matches_the_whole_identity_with_an_expression(string expression, int expected)
    {
        var (code, _, error) = await CommandRun.RunAsync("verify-bundle", "--bundle", TrustVectors.PathOf("made-here/cosign/blob-v2.json"), "--trusted-root", TrustVectors.PathOf("made-here/cosign/trusted_root.json"),
            "--certificate-identity-regexp", expression, "--certificate-oidc-issuer-regexp", "https://.*", TrustVectors.PathOf("made-here/cosign/pred.json"));

        code.ShouldBe(expected, error);
    }

    [Fact]
    public async Task Verifies_what_cosign_signed_with_a_key_without_a_log() => (await CommandRun.RunAsync("verify-bundle", "--bundle", TrustVectors.PathOf("made-here/cosign/cosign3-localkey.bundle.json"),
        "--key", TrustVectors.PathOf("made-here/cosign/cosign.pub"), "sha256:641d4ff4d97fedf4a570b2769eaff17ea8f28a58d834e23c5c2c628aa2c77abe")).Code.ShouldBe(ExitCode.Ok);

    [Theory]
    [InlineData("""{"subject":"https://plimsoll.example/ci/team","issuer":"https://plimsoll.example"}""", ExitCode.Ok)]
    [InlineData("""{"name":"team","subjectPattern":"https://plimsoll.example/ci/.*","issuer":"https://plimsoll.example"}""", ExitCode.Ok)]
    [InlineData("""{"subject":"https://plimsoll.example/ci/other","issuer":"https://plimsoll.example"}""", ExitCode.VerificationFailed)]
    [InlineData("""{"subject":"https://plimsoll.example/ci/team"}""", ExitCode.VerificationFailed)]
    [InlineData("{}", ExitCode.VerificationFailed)]
    public async Task Expects_an_identity_by_its_name(string document, int code)
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "team.json");
        await File.WriteAllTextAsync(file, document, TestContext.Current.CancellationToken);

        (await CommandRun.RunAsync("verify-bundle", "--bundle", TrustVectors.PathOf("made-here/cosign/blob-v2.json"), "--trusted-root", TrustVectors.PathOf("made-here/cosign/trusted_root.json"),
            "--identity", file, TrustVectors.PathOf("made-here/cosign/pred.json"))).Code.ShouldBe(code);
    }

    [Fact]
    public async Task Refuses_another_key() => (await CommandRun.RunAsync("verify-bundle", "--bundle", TrustVectors.PathOf("made-here/cosign/cosign3-localkey.bundle.json"),
        "--key", TrustVectors.PathOf("sigstore-go/examples/publish_key.pub"), "sha256:641d4ff4d97fedf4a570b2769eaff17ea8f28a58d834e23c5c2c628aa2c77abe")).Error.ShouldContain("another key");

    [Theory]
    [InlineData("sigstore-go/examples/bundle-provenance.json", "https://github.com/sigstore/sigstore-js/.github/workflows/release.yml@refs/heads/main", GitHub)]
    [InlineData(Go + "/bundles/sigstore.js@2.0.0-provenance.sigstore.json", "https://github.com/sigstore/sigstore-js/.github/workflows/release.yml@refs/heads/main", GitHub)]
    [InlineData(Go + "/bundles/dsse.sigstore.json", "https://github.com/asraa/slsa-demo/.*|.*", ".*")]
    public async Task Verifies_the_provenance_of_published_packages(string bundle, string identity, string issuer)
    {
        var (code, _, error) = await CommandRun.RunAsync("verify-bundle", "--bundle", TrustVectors.PathOf(bundle), "--certificate-identity-regexp", identity, "--certificate-oidc-issuer-regexp", issuer, SubjectOf(bundle));

        code.ShouldBe(ExitCode.Ok, error);
    }

    [Fact]
    public async Task Refuses_an_envelope_with_two_signatures() => (await CommandRun.RunAsync("verify-bundle", "--bundle", TrustVectors.PathOf(Go + "/bundles/dsse-2sigs.sigstore.json"),
        "--certificate-identity-regexp", ".*", "--certificate-oidc-issuer-regexp", ".*", SubjectOf(Go + "/bundles/dsse-2sigs.sigstore.json"))).Error.ShouldContain("exactly one");

    [Fact]
    public async Task Verifies_what_a_package_registry_signed_with_its_key() => (await CommandRun.RunAsync("verify-bundle", "--bundle", TrustVectors.PathOf("sigstore-go/examples/bundle-publish.json"),
        "--key", TrustVectors.PathOf("sigstore-go/examples/publish_key.pub"), SubjectOf("sigstore-go/examples/bundle-publish.json"))).Error.ShouldBe("");

    [Fact]
    public async Task Verifies_a_key_with_a_time_stamp() => (await CommandRun.RunAsync("verify-bundle", "--bundle", TrustVectors.PathOf(Go + "/bundles/public-key-validity.sigstore.json"),
        "--key", TrustVectors.PathOf(Go + "/public-keys/public-key-validity.pem"), "--trusted-root", TrustVectors.PathOf(Go + "/trusted-roots/public-key-validity.json"), DigestOf(Go + "/bundles/public-key-validity.sigstore.json"))).Error.ShouldBe("");

    [Fact]
    public async Task Reads_the_name_of_a_user_who_has_no_address() => (await CommandRun.RunAsync("verify-bundle", "--bundle", TrustVectors.PathOf(Go + "/bundles/othername.sigstore.json"), "--trusted-root",
        TrustVectors.PathOf(Go + "/trusted-roots/scaffolding.json"), "--certificate-identity", "foo!oidc.local", "--certificate-oidc-issuer", "http://oidc.local:8080", DigestOf(Go + "/bundles/othername.sigstore.json"))).Error.ShouldBe("");

    [Theory]
    [InlineData("--certificate-identity", "a")]
    [InlineData("--certificate-oidc-issuer", "https://a")]
    [InlineData]
    public async Task Does_not_verify_without_being_told_who_must_have_signed(params string[] options) =>
        (await CommandRun.RunAsync(["verify-bundle", "--bundle", TrustVectors.PathOf("made-here/cosign/blob-v2.json"), .. options, "sha256:" + new string('a', 64)])).Code.ShouldBe(ExitCode.Usage);

    private static Task<(int Code, string Output, string Error)> VerifyOwnAsync(string bundle, string artifact, params string[] more) => CommandRun.RunAsync(
        ["verify-bundle", "--bundle", TrustVectors.PathOf(bundle), "--trusted-root", TrustVectors.PathOf("made-here/cosign/trusted_root.json"),
            "--certificate-identity", "https://plimsoll.example/ci/team", "--certificate-oidc-issuer", "https://plimsoll.example", .. more, artifact]);

    /// <summary>What a statement is about, read without the code under test.</summary>
    private static string SubjectOf(string bundle)
    {
        using var json = System.Text.Json.JsonDocument.Parse(TrustVectors.Bytes(bundle));
        using var statement = System.Text.Json.JsonDocument.Parse(json.RootElement.GetProperty("dsseEnvelope").GetProperty("payload").GetBytesFromBase64());
        var digest = statement.RootElement.GetProperty("subject")[0].GetProperty("digest").EnumerateObject().First();
        return $"{digest.Name}:{digest.Value.GetString()}";
    }

    private static string DigestOf(string bundle)
    {
        using var json = System.Text.Json.JsonDocument.Parse(TrustVectors.Bytes(bundle));
        return "sha256:" + Convert.ToHexStringLower(json.RootElement.GetProperty("messageSignature").GetProperty("messageDigest").GetProperty("digest").GetBytesFromBase64());
    }
}
