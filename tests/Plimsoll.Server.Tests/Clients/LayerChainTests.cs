using System.Text.Json;
using Plimsoll.Server.Tests.Api;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Server.Tests.Pages;
using Plimsoll.Trust.Statements;

namespace Plimsoll.Server.Tests.Clients;

/// <summary>
/// A statement about the layers of a base, on an image that stands on it, which was packed anew with zstd and taken through a layout to another registry: cosign verifies it there, by the chain id that the bytes there give.
/// </summary>
public sealed class LayerChainTests(VouchedImages registry) : IClassFixture<VouchedImages>, IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "plimsoll");

    private readonly Workbench _bench = new(loggedIn: false);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Cosign_verifies_it_on_a_copy_that_is_packed_otherwise()
    {
        await using var other = new RegistryFixture();
        await other.InitializeAsync();
        var (here, there) = (new Uri(registry.Address).Authority, new Uri(other.Address).Authority);
        await LoginAsync((here, registry.Password), (there, other.Password));
        await File.WriteAllTextAsync(_bench["maker.pub"], $"-----BEGIN PUBLIC KEY-----\n{Convert.ToBase64String(registry.Maker.PublicKey.Spki.Span)}\n-----END PUBLIC KEY-----\n");

        await File.WriteAllTextAsync(_bench["root.json"], """{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}""");

        // Packed anew by zstd, taken along with what hangs on it by oras.
        var digest = (await registry.PushAsync("shop/zstd", "1", await PackAsync(registry.Lower), await PackAsync(registry.Upper))).Digest;
        (await registry.Wire.GetAsync("/v2/shop/zstd/manifests/1")).Expect(200).Text.ShouldContain("tar+zstd");
        await registry.UntilAsync($"/v2/shop/zstd/referrers/{digest}", answer => answer.Json.GetProperty("manifests").GetArrayLength() > 0);
        await _bench.RunAsync("oras", "cp", "-r", "--from-plain-http", "--to-oci-layout", $"{here}/shop/zstd:1", "layout:1");
        await _bench.RunAsync("oras", "cp", "-r", "--from-oci-layout", "--to-plain-http", "layout:1", $"{there}/shop/zstd:1");

        // The other registry finds the statement by the chain id of the layers that it unpacked itself.
        var provenance = await UntilAsync(other, "/api/v1/provenance?image=shop/zstd:1", answer => answer.Status == 200);
        var chain = provenance.Json.GetProperty("chainId").GetString();
        var layers = JsonDocument.Parse(await _bench.RunAsync("skopeo", "inspect", "--config", "--tls-verify=false", $"docker://{there}/shop/zstd:1")).RootElement.GetProperty("rootfs").GetProperty("diff_ids");
        var said = await UntilAsync(other, $"/api/v1/chains/{layers[0].GetString()}/statements", answer => VouchedImages.Statements(answer).Exists(IsMakers));
        await File.WriteAllTextAsync(_bench["bundle.json"], VouchedImages.Statements(said).First(IsMakers).GetProperty("bundle").GetRawText());

        await VerifyAsync(layers[0].GetString()!);
        (await _bench.FailAsync("cosign", Verification(chain!))).ShouldContain("does not match");
    }

    /// <summary>What the registry says itself is signed with a certificate of its own authority, logged and stamped.</summary>
    [Fact]
    public async Task Cosign_verifies_what_the_registry_itself_says_by_its_root_alone()
    {
        var issuer = registry.Address.TrimEnd('/');
        await File.WriteAllTextAsync(_bench["root.json"], (await registry.Anonymous.GetAsync("/.well-known/plimsoll-trust.json")).Expect(200).Json.GetProperty("trustedRoot").GetRawText());
        var said = await UntilAsync(registry, $"/api/v1/chains/{registry.Lower.DiffId}/statements", answer => VouchedImages.Statements(answer).Exists(IsRegistrys));
        await File.WriteAllTextAsync(_bench["bundle.json"], VouchedImages.Statements(said).First(IsRegistrys).GetProperty("bundle").GetRawText());
        string[] verification = ["verify-blob-attestation", "--bundle", "bundle.json", "--trusted-root", "root.json", "--certificate-identity", issuer + "/id/server/registry", "--certificate-oidc-issuer", issuer, "--type", PredicateTypes.LayerChain, "--digestAlg", "sha256", "--digest"];

        await _bench.RunAsync("cosign", [.. verification, registry.Lower.DiffId["sha256:".Length..]]);

        (await _bench.FailAsync("cosign", [.. verification, registry.Upper.DiffId["sha256:".Length..]])).ShouldContain("does not match");
    }

    /// <summary>Only the image that stands on the base is copied, by way of a layout; nothing of what the registry says hung on it there.</summary>
    [Fact]
    public async Task The_copy_of_a_derived_image_alone_takes_along_who_vouches_for_its_base()
    {
        await using var other = new RegistryFixture();
        await other.InitializeAsync();
        var (here, there, issuer) = (new Uri(registry.Address).Authority, new Uri(other.Address).Authority, registry.Address.TrimEnd('/'));
        await LoginAsync((here, registry.Password), (there, other.Password));
        await registry.PushAsync("shop/alone", "1", await PackAsync(registry.Lower), await PackAsync(registry.Upper));
        await File.WriteAllTextAsync(_bench["root.json"], (await registry.Anonymous.GetAsync("/.well-known/plimsoll-trust.json")).Expect(200).Json.GetProperty("trustedRoot").GetRawText());

        await _bench.RunAsync(Program, "copy", $"{here}/shop/alone:1", $"oci:{_bench["copied"]}:1");
        await _bench.RunAsync(Program, "copy", $"oci:{_bench["copied"]}:1", $"{there}/shop/alone:1");

        await UntilAsync(other, "/api/v1/provenance?image=shop/alone:1", answer => answer.Status == 200);
        var said = await UntilAsync(other, $"/api/v1/chains/{registry.Lower.DiffId}/statements", answer => VouchedImages.Statements(answer).Exists(s => IsSignedBy(s, issuer)));
        await File.WriteAllTextAsync(_bench["bundle.json"], VouchedImages.Statements(said).First(s => IsSignedBy(s, issuer)).GetProperty("bundle").GetRawText());
        await _bench.RunAsync("cosign", "verify-blob-attestation", "--bundle", "bundle.json", "--trusted-root", "root.json", "--certificate-identity", issuer + "/id/server/registry", "--certificate-oidc-issuer", issuer, "--type", PredicateTypes.LayerChain, "--digestAlg", "sha256", "--digest", registry.Lower.DiffId["sha256:".Length..]);
    }

    /// <summary>The other registry does not know the authority; what a statement says of its maker is in it.</summary>
    private static bool IsSignedBy(JsonElement statement, string issuer) =>
        statement.GetProperty("predicate").TryGetProperty("repository", out var repository) && repository.GetString() == new Uri(issuer).Authority + "/base/system" && statement.GetProperty("predicateType").GetString() == PredicateTypes.LayerChain;

    private static bool IsRegistrys(JsonElement statement) =>
        statement.GetProperty("predicateType").GetString() == PredicateTypes.LayerChain && statement.GetProperty("verdict").GetString() == "verified" && statement.GetProperty("identity").GetString()!.EndsWith("/id/server/registry", StringComparison.Ordinal);

    private async Task<SampleLayer> PackAsync(SampleLayer layer)
    {
        await File.WriteAllBytesAsync(_bench["layer.gz"], layer.Content.Bytes);
        await _bench.PipeAsync("gzip -dc layer.gz | zstd -q -f -o layer.zst");
        return layer with { Content = Content.Of(await File.ReadAllBytesAsync(_bench["layer.zst"]), mediaType: "application/vnd.oci.image.layer.v1.tar+zstd") };
    }

    private Task VerifyAsync(string chain) => _bench.RunAsync("cosign", Verification(chain));

    private static string[] Verification(string chain) =>
        ["verify-blob-attestation", "--key", "maker.pub", "--bundle", "bundle.json", "--trusted-root", "root.json", "--insecure-ignore-tlog", "--type", PredicateTypes.LayerChain, "--digest", chain["sha256:".Length..], "--digestAlg", "sha256"];

    private bool IsMakers(JsonElement statement) =>
        statement.GetProperty("predicateType").GetString() == PredicateTypes.LayerChain && statement.GetProperty("predicate").TryGetProperty("repository", out var repository) && repository.GetString() == "base/system";

    private static async Task<Answer> UntilAsync(RegistryFixture registry, string path, Func<Answer, bool> isThere)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (true)
        {
            var answer = await registry.Wire.GetAsync(path);
            if (answer.Status < 500 && isThere(answer)) return answer;
            await Task.Delay(50, patience.Token);
        }
    }

    private async Task LoginAsync(params (string Host, string Password)[] logins)
    {
        var auths = string.Join(',', logins.Select(login => $"\"{login.Host}\":{{\"auth\":\"{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("admin:" + login.Password))}\"}}"));
        await File.WriteAllTextAsync(Path.Combine(_bench.Folder, ".docker", "config.json"), $"{{\"auths\":{{{auths}}}}}");
    }
}
