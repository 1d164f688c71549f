using Plimsoll.Server.Tests.Api;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Server.Tests.Pages;

namespace Plimsoll.Server.Tests.Clients;

/// <summary>What the registry signs itself, read by cosign in its new and its old form, by skopeo and by notation.</summary>
public sealed class CounterSigningTests(VouchedImages registry) : IClassFixture<VouchedImages>, IDisposable
{
    private readonly Workbench _bench = new(loggedIn: false);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Cosign_skopeo_and_notation_verify_what_the_registry_accepted()
    {
        var (host, issuer) = (new Uri(registry.Address).Authority, registry.Address.TrimEnd('/'));
        var auth = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("admin:" + registry.Password));
        await File.WriteAllTextAsync(Path.Combine(_bench.Folder, ".docker", "config.json"), "{\"auths\":{\"" + host + "\":{\"auth\":\"" + auth + "\"}}}");
        var pushed = await registry.PushAsync("signed/app", "1", SampleLayer.Of(("a", ImageBuilder.Unique())));
        await registry.UntilAsync($"/v2/signed/app/referrers/{pushed.Digest}", answer => answer.Json.GetProperty("manifests").GetArrayLength() >= 2);
        var image = $"{host}/signed/app@{pushed.Digest}";
        await File.WriteAllTextAsync(_bench["root.json"], (await registry.Anonymous.GetAsync("/.well-known/plimsoll-trust.json")).Expect(200).Json.GetProperty("trustedRoot").GetRawText());
        await File.WriteAllTextAsync(_bench["empty.json"], """{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}""");
        await File.WriteAllBytesAsync(_bench["registry.pub"], (await registry.Anonymous.GetAsync("/trust/signatures.pub")).Expect(200).Body);
        await File.WriteAllBytesAsync(_bench["registry.crt"], (await registry.Anonymous.GetAsync("/trust/signatures.crt")).Expect(200).Body);

        await _bench.RunAsync("cosign", "verify", "--trusted-root", "root.json", "--certificate-identity", issuer + "/id/server/registry", "--certificate-oidc-issuer", issuer, "--allow-http-registry", image);
        await _bench.RunAsync("cosign", "verify", "--key", "registry.pub", "--new-bundle-format=false", "--insecure-ignore-tlog=true", "--trusted-root", "empty.json", "--allow-http-registry", image);

        // What reads neither bundles nor the Notary Project's signatures: skopeo, and with it podman and CRI-O.
        await File.WriteAllTextAsync(_bench["registries.yaml"], "default-docker: {use-sigstore-attachments: true}\n");
        await File.WriteAllTextAsync(_bench["containers.json"], $$$"""
            {"default": [{"type": "reject"}], "transports": {"docker": {"{{{host}}}": [{"type": "sigstoreSigned", "keyPath": "{{{_bench["registry.pub"]}}}", "signedIdentity": {"type": "matchRepository"} } ] } } }
            """);
        await _bench.RunAsync("skopeo-next", "copy", "--policy", "containers.json", "--registries.d", _bench.Folder, "--src-tls-verify=false", "--remove-signatures", $"docker://{host}/signed/app:1", "oci:pulled:1");

        _bench.Set("NOTATION_USERNAME", "admin");
        _bench.Set("NOTATION_PASSWORD", registry.Password);
        await _bench.RunAsync("notation", "cert", "add", "--type", "ca", "--store", "registry", "registry.crt");
        await File.WriteAllTextAsync(_bench["policy.json"], """{"version":"1.0","trustPolicies":[{"name":"registry","registryScopes":["*"],"signatureVerification":{"level":"strict"},"trustStores":["ca:registry"],"trustedIdentities":["*"]}]}""");
        await _bench.RunAsync("notation", "policy", "import", "policy.json");
        (await _bench.RunAsync("notation", "verify", "--insecure-registry", image)).ShouldContain("Successfully verified");
    }
}
