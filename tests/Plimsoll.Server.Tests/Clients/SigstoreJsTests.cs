using Plimsoll.Cli;
using Plimsoll.Core;
using Plimsoll.Trust.Signing;

namespace Plimsoll.Server.Tests.Clients;

/// <summary>npm's Sigstore packages against the trust services: they sign, and verify what they, cosign and Plimsoll signed.</summary>
public sealed class SigstoreJsTests(KeylessServer server) : IClassFixture<KeylessServer>, IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "plimsoll");
    private static readonly string Script = Path.Combine(Tool.Root, "tests", "Plimsoll.Server.Tests", "Clients", "sigstore.mjs");

    private readonly Workbench _bench = server.Bench();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Signs_a_file_that_both_verify()
    {
        await File.WriteAllTextAsync(_bench["app"], "content");
        await RunAsync("sign-message", "app", "bundle.json");

        (await RunAsync("verify", "app", "bundle.json")).ShouldBe("verified " + server.Identity);
        await VerifyAsync("bundle.json", _bench["app"]);
        await _bench.RunAsync("cosign", "verify-blob", "--bundle", "bundle.json", "--certificate-identity", server.Identity, "--certificate-oidc-issuer", server.Issuer, "app");
        await File.WriteAllTextAsync(_bench["app"], "other");
        (await _bench.FailAsync("node", Script, "verify", "app", "bundle.json")).ShouldContain("signature");
    }

    [Fact]
    public async Task Signs_a_statement_that_both_verify()
    {
        var image = Digest.Of("image"u8);
        await File.WriteAllBytesAsync(_bench["statement"], StatementWriter.OfSignature(image));
        await RunAsync("sign-envelope", "statement", "bundle.json");

        (await RunAsync("verify", "statement", "bundle.json")).ShouldBe("verified " + server.Identity);
        await VerifyAsync("bundle.json", image.Value);
    }

    [Fact]
    public async Task Verifies_a_file_that_cosign_signed()
    {
        await File.WriteAllTextAsync(_bench["app"], "content");
        await _bench.RunAsync("cosign", "sign-blob", "--yes", "--identity-token", await server.TokenAsync(), "--bundle", "bundle.json", "app");

        (await RunAsync("verify", "app", "bundle.json")).ShouldBe("verified " + server.Identity);
        await VerifyAsync("bundle.json", _bench["app"]);
    }

    private async Task VerifyAsync(string bundle, string artifact)
    {
        await _bench.RunAsync(Program, "trust", "root", server.Running.Host);
        var root = Directory.GetFiles(_bench[".config"], "trusted_root.json", SearchOption.AllDirectories).ShouldHaveSingleItem();
        var output = await _bench.TryAsync(Program, "verify-bundle", "--bundle", _bench[bundle], "--trusted-root", root, "--certificate-identity", server.Identity, "--certificate-oidc-issuer", server.Issuer, artifact);
        output.Code.ShouldBe(ExitCode.Ok, output.Error);
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        _bench.Set("NODE_HOME", Path.Combine(Tool.Root, ".tools", "node"));
        _bench.Set("SERVER", server.Issuer);
        _bench.Set("IDENTITY", server.Identity);
        _bench.Set("TOKEN", await server.TokenAsync());
        return await _bench.RunAsync("node", [Script, .. arguments]);
    }
}
