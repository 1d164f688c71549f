using System.Text;
using System.Text.Json;
using Plimsoll.Cli;
using Plimsoll.Trust.Authority;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Server.Tests.Clients;

/// <summary>Unmodified cosign against the trust services of the server: after one <c>cosign initialize</c> it signs and verifies with short-lived certificates and no flags.</summary>
public sealed class KeylessTests(KeylessServer server) : IClassFixture<KeylessServer>, IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "plimsoll");

    private readonly Workbench _bench = server.Bench();
    private readonly string _repository = $"{server.Running.Host}/keyless/{Guid.CreateVersion7():N}";

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Signs_and_verifies_without_a_flag()
    {
        var image = await PrepareAsync();

        await SignAsync(image);

        Workbench.Field(await _bench.RunAsync("cosign", Verify("verify", image)), "0/critical/image/docker-manifest-digest").ShouldBe(image.Split('@')[1]);
        var (code, report) = await OursAsync(image);
        code.ShouldBe(ExitCode.Ok, report.ToString());
        var signature = report.GetProperty("signatures").EnumerateArray().ShouldHaveSingleItem();
        signature.GetProperty("identity").GetString().ShouldBe(server.Identity);
        signature.GetProperty("remarks").GetArrayLength().ShouldBe(0);
        signature.GetProperty("signedAt").GetDateTimeOffset().ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Verifies_with_cosign_what_plimsoll_signed_without_a_flag()
    {
        var image = await PrepareAsync();

        var said = await _bench.RunAsync(Program, "sign", _repository + ":1");

        said.ShouldContain("as " + server.Identity);
        var unpinned = await _bench.TryAsync(Program, "verify", image, "--certificate-identity", server.Identity, "--certificate-oidc-issuer", server.Issuer);
        unpinned.Code.ShouldBe(ExitCode.VerificationFailed);
        unpinned.Error.ShouldContain($"'plimsoll trust root {server.Running.Host}' pins it");
        await _bench.RunAsync("cosign", Verify("verify", image));
        (await OursAsync(image)).Code.ShouldBe(ExitCode.Ok);
        (await _bench.RunAsync("crane", "ls", _repository)).ShouldBe("1");
    }

    [Fact]
    public async Task Verifies_with_cosign_what_plimsoll_signed_with_its_key()
    {
        var image = await PrepareAsync();
        await _bench.RunAsync("cosign", "generate-key-pair");

        await _bench.RunAsync(Program, "sign", image, "--key", _bench["cosign.key"], "-a", "build=42");

        Workbench.Field(await _bench.RunAsync("cosign", "verify", "--key", "cosign.pub", "--insecure-ignore-tlog=true", "--allow-http-registry", "-a", "build=42", image), "0/critical/image/docker-manifest-digest").ShouldBe(image.Split('@')[1]);
        _bench.Set("COSIGN_PASSWORD", "wrong");
        (await _bench.FailAsync(Program, "sign", image, "--key", _bench["cosign.key"])).ShouldContain("the password of the private key is wrong");
    }

    [Fact]
    public async Task Says_what_is_missing_where_nobody_is_logged_in()
    {
        var image = await PrepareAsync();
        using var stranger = new Workbench(server.Running.Host, loggedIn: false);

        var output = await stranger.TryAsync(Program, "sign", image);

        output.Code.ShouldNotBe(ExitCode.Ok);
        output.Error.ShouldContain("log in");
    }

    [Fact]
    public async Task Attests_with_both_and_verifies_with_both()
    {
        var image = await PrepareAsync();
        await File.WriteAllTextAsync(_bench["predicate.json"], """{"built":"here"}""");

        await _bench.RunAsync("cosign", "attest", "--yes", "--identity-token", await server.TokenAsync(), "--allow-http-registry", "--predicate", "predicate.json", "--type", "https://example.com/theirs/v1", image);
        await _bench.RunAsync(Program, "attest", image, "--predicate", _bench["predicate.json"], "--type", "https://example.com/ours/v1");

        foreach (var type in (string[])["https://example.com/theirs/v1", "https://example.com/ours/v1"])
        {
            var envelope = await _bench.RunAsync("cosign", [.. Verify("verify-attestation", image), "--type", type]);
            Workbench.Field(Encoding.UTF8.GetString(Convert.FromBase64String(Workbench.Field(envelope, "payload"))), "predicate/built").ShouldBe("here");
        }
        (await _bench.RunAsync("cosign", "tree", "--allow-http-registry", image)).ShouldContain("https://example.com/ours/v1");
    }

    [Fact]
    public async Task Refuses_another_identity_and_a_bundle_of_another_image()
    {
        var image = await PrepareAsync();
        await SignAsync(image);

        (await _bench.FailAsync("cosign", Verify("verify", image, server.Identity + "x"))).ShouldContain("expected SAN value");
        (await OursAsync(image, server.Identity + "x")).Code.ShouldBe(ExitCode.VerificationFailed);

        var other = await MoveBundleAsync(image);
        (await _bench.FailAsync("cosign", Verify("verify", other))).ShouldContain("does not match any digest in statement");
        (await OursAsync(other)).Code.ShouldBe(ExitCode.VerificationFailed);
    }

    [Theory]
    [InlineData("ctlogs", "unable to meet threshold of 1")]
    [InlineData("tlogs", "0 < 1")]
    public async Task Needs_all_parts_of_the_trusted_root(string part, string reason)
    {
        var image = await PrepareAsync();
        await SignAsync(image);
        var root = System.Text.Json.Nodes.JsonNode.Parse(await _bench.RunAsync(Program, "trust", "root", server.Running.Host))!.AsObject();
        root.Remove(part);
        await File.WriteAllTextAsync(_bench["root.json"], root.ToJsonString());

        (await _bench.FailAsync("cosign", [.. Verify("verify", image), "--trusted-root", "root.json"])).ShouldContain(reason);
        var (code, report) = await OursAsync(image, server.Identity, "--trusted-root", _bench["root.json"]);
        code.ShouldBe(ExitCode.VerificationFailed, report.ToString());
    }

    [Fact]
    public async Task Signs_every_image_of_an_index()
    {
        var image = await PrepareAsync();
        var index = await PrepareIndexAsync(image);

        await _bench.RunAsync("cosign", "sign", "--yes", "-r", "--identity-token", await server.TokenAsync(), "--allow-http-registry", index.Index);
        await _bench.RunAsync("cosign", Verify("verify", index.Index));
        await _bench.RunAsync("cosign", Verify("verify", index.Child));

        var ours = await PrepareIndexAsync(image);
        (await _bench.RunAsync(Program, "sign", "--recursive", ours.Index)).Split('\n').Length.ShouldBe(2);
        await _bench.RunAsync("cosign", Verify("verify", ours.Child));
    }

    [Fact]
    public async Task Proves_that_the_log_keeps_what_it_had()
    {
        var image = await PrepareAsync();
        await SignAsync(image);
        (await _bench.RunAsync(Program, "log", "verify", server.Running.Host)).ShouldStartWith("Consistent: ");

        await SignAsync(image);

        var second = await _bench.RunAsync(Program, "log", "verify", server.Running.Host);
        second.ShouldContain("more than the time before");
        second.ShouldContain(server.Identity);
    }

    [Fact]
    public async Task Pins_the_root_at_the_first_contact_and_believes_no_other()
    {
        var first = await _bench.TryAsync(Program, "trust", "root", server.Running.Host);
        first.Error.ShouldContain("first contact");
        (await _bench.TryAsync(Program, "trust", "root", server.Running.Host)).ShouldBe(first with { Error = "" });
        var pinned = Directory.GetFiles(_bench[".config"], "root.json", SearchOption.AllDirectories).ShouldHaveSingleItem();

        using var stranger = PrivateKey.Generate();
        var keys = TufWriter.Roles.ToDictionary(role => role, IReadOnlyList<PublicKey> (_) => [stranger.PublicKey]);
        await File.WriteAllBytesAsync(pinned, TufWriter.Sign(TufWriter.Root(1, TimeProvider.System.GetUtcNow().AddYears(1), keys), [stranger]));

        var output = await _bench.TryAsync(Program, "trust", "root", server.Running.Host);
        output.Code.ShouldBe(ExitCode.VerificationFailed);
        output.Error.ShouldContain("not signed by enough of its keys");
    }

    [Fact]
    public async Task Stamps_signatures_of_notation()
    {
        var image = await PrepareAsync();
        var chain = await server.Running.Http.GetStringAsync("/trust/tsa/api/v1/timestamp/certchain");
        await File.WriteAllTextAsync(_bench["tsa.pem"], "-----BEGIN" + chain.Split("-----BEGIN")[2]);
        await _bench.RunAsync("notation", "cert", "generate-test", "--default", "plimsoll.test");
        await _bench.RunAsync("notation", "cert", "add", "--type", "tsa", "--store", "plimsoll", "tsa.pem");
        await File.WriteAllTextAsync(_bench["policy.json"], """
            {"version":"1.0","trustPolicies":[{"name":"tests","registryScopes":["*"],"signatureVerification":{"level":"strict","verifyTimestamp":"always"},
            "trustStores":["ca:plimsoll.test","tsa:plimsoll"],"trustedIdentities":["*"]}]}
            """);
        await _bench.RunAsync("notation", "policy", "import", "policy.json");

        await _bench.RunAsync("notation", "sign", "--insecure-registry", "--force-referrers-tag=false", "--timestamp-url", $"{server.Issuer}/trust/tsa", "--timestamp-root-cert", "tsa.pem", image);

        await _bench.RunAsync("notation", "verify", "--insecure-registry", image);
        var output = await _bench.TryAsync(Program, "verify", image, "--trust-policy", _bench["policy.json"], "--trust-store", _bench[".config/notation"], "--format", "json");
        output.Code.ShouldBe(ExitCode.Ok, output.Standard + output.Error);
    }

    private Task<string> SignAsync(string image) => server.SignAsync(_bench, image);

    private string[] Verify(string verb, string image, string? identity = null) => server.Verify(verb, image, identity);

    private async Task<string> PrepareAsync()
    {
        var digest = (await SampleImage.MakeAsync(_bench)).Digest;
        await _bench.RunAsync("crane", "push", "layout", _repository + ":1");
        return $"{_repository}@{digest}";
    }

    /// <summary>An index of its own over an image that was prepared.</summary>
    private async Task<(string Index, string Child)> PrepareIndexAsync(string image)
    {
        var repository = $"{_repository}/{Guid.CreateVersion7():N}";
        await _bench.RunAsync("crane", "copy", image, repository + ":1");
        var child = $"{repository}@{image.Split('@')[1]}";
        await _bench.RunAsync("crane", "index", "append", "-m", child, "-t", repository + ":index", "--flatten=false");
        return ($"{repository}@{await _bench.RunAsync("crane", "digest", repository + ":index")}", child);
    }

    /// <summary>Puts the bundle of one image beside another one.</summary>
    private async Task<string> MoveBundleAsync(string image)
    {
        var bundle = Workbench.Field(await _bench.RunAsync("oras", "discover", "--plain-http", "--format", "json", image), "referrers/0/reference");
        var blob = Workbench.Field(await _bench.RunAsync("oras", "manifest", "fetch", "--plain-http", bundle), "layers/0/digest");
        await _bench.RunAsync("oras", "blob", "fetch", "--plain-http", "-o", "bundle.json", $"{_repository}@{blob}");
        await _bench.RunAsync("crane", "mutate", "--label", "a=b", "-t", _repository + ":2", _repository + ":1");
        var other = $"{_repository}@{await _bench.RunAsync("crane", "digest", _repository + ":2")}";
        await _bench.RunAsync("oras", "attach", "--plain-http", "--artifact-type", "application/vnd.dev.sigstore.bundle.v0.3+json", "--annotation", "dev.sigstore.bundle.content=dsse-envelope",
            "--annotation", "dev.sigstore.bundle.predicateType=https://sigstore.dev/cosign/sign/v1", other, "bundle.json:application/vnd.dev.sigstore.bundle.v0.3+json");
        return other;
    }

    private async Task<(int Code, JsonElement Report)> OursAsync(string image, string? identity = null, params string[] more)
    {
        await _bench.RunAsync(Program, "trust", "root", server.Running.Host);
        var output = await _bench.TryAsync(Program, ["verify", image, "--certificate-identity", identity ?? server.Identity, "--certificate-oidc-issuer", server.Issuer, "--format", "json", .. more]);
        return output.Standard.Length > 0 ? (output.Code, JsonDocument.Parse(output.Standard).RootElement) : throw new Xunit.Sdk.XunitException($"{output.Code}: {output.Error}");
    }
}
