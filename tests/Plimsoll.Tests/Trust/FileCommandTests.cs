using Plimsoll.Cli;

namespace Plimsoll.Tests.Trust;

/// <summary>The commands that check files which in-toto, gpg and notary signed.</summary>
public sealed class FileCommandTests
{
    private const string Signed = "sha256:641d4ff4d97fedf4a570b2769eaff17ea8f28a58d834e23c5c2c628aa2c77abe";

    private static readonly string InToto = TrustVectors.PathOf("made-here/in-toto");
    private static readonly string Gpg = TrustVectors.PathOf("made-here/simple-signing");

    /// <summary>Seven is for an image that is not there: a script must be able to tell them apart.</summary>
    [Theory]
    [InlineData("verify", "127.0.0.1:1/shop/api:1", "--key", "nowhere.pub")]
    [InlineData("verify", "127.0.0.1:1/shop/api:1", "--trust-policy", "nowhere.json", "--trust-store", "/nowhere")]
    [InlineData("verify-bundle", "--bundle", "nowhere.json", "--certificate-identity", "a", "--certificate-oidc-issuer", "b", "sha256:641d4ff4d97fedf4a570b2769eaff17ea8f28a58d834e23c5c2c628aa2c77abe")]
    [InlineData("attest", "127.0.0.1:1/shop/api:1", "--predicate", "nowhere.json", "--type", "https://example.org/t")]
    public async Task A_file_that_is_not_there_is_a_mistake_of_the_command_line(params string[] arguments)
    {
        var (code, _, error) = await CommandRun.RunAsync(arguments);

        code.ShouldBe(ExitCode.Usage, error);
        error.ShouldContain("there is no file 'nowhere.");
    }

    [Fact]
    public async Task A_layout_is_refused_for_an_owner_who_did_not_sign_it()
    {
        var (code, _, error) = await CommandRun.RunAsync("verify-layout", "--layout", Path.Combine(InToto, "root.layout"), "--key", Path.Combine(InToto, "alice.pub"), "--key", Path.Combine(InToto, "bob.pub"));

        code.ShouldBe(ExitCode.VerificationFailed);
        error.ShouldContain("not signed by enough of its keys");
    }

    /// <summary>The layout of the vectors has an end; before it the command verifies, afterwards it says that it is over.</summary>
    [Fact]
    public async Task A_layout_is_judged_with_its_links_and_its_product()
    {
        var (code, output, error) = await CommandRun.RunAsync("verify-layout", "--layout", Path.Combine(InToto, "root.layout"), "--key", Path.Combine(InToto, "alice.pub"), "--product", Path.Combine(InToto, "foo.o"));

        if (code == ExitCode.Ok) output.ShouldStartWith("Verified: signed by in-toto:9d025e75");
        else error.ShouldContain("the layout expired at");
    }

    [Fact]
    public async Task A_simple_signature_of_skopeo_is_verified()
    {
        var (code, output, error) = await SimpleAsync(Signed);

        code.ShouldBe(ExitCode.Ok, error);
        output.ShouldStartWith("Verified: signed by openpgp:67370c81b60510c5c73fb49a66fa78638ff021c6");
    }

    [Fact]
    public async Task A_simple_signature_of_another_image_is_refused() => (await SimpleAsync("sha256:" + new string('1', 64))).Code.ShouldBe(ExitCode.VerificationFailed);

    [Fact]
    public async Task A_repository_of_Notary_says_what_a_tag_is_bound_to()
    {
        var folder = TrustVectors.PathOf("made-here/notary-v1");

        var (code, output, error) = await CommandRun.RunAsync("verify-notary", "--metadata", folder, "--tag", "1");
        if (code == ExitCode.Ok) output.ShouldContain("the tag is bound to sha256:");
        else error.ShouldMatch("expired|binds no tag");
        (await CommandRun.RunAsync("verify-notary", "--metadata", folder, "--tag", "1", "--root-key-id", new string('0', 64))).Code.ShouldBe(ExitCode.VerificationFailed);
    }

    private static Task<(int Code, string Output, string Error)> SimpleAsync(string digest) =>
        CommandRun.RunAsync("verify-simple", "--signature", Path.Combine(Gpg, "simple-signing-gpg.sig"), "--keys", Path.Combine(Gpg, "gpg.pub"), digest);
}
