using System.Text.Json;

namespace Plimsoll.Server.Tests.Clients;

/// <summary>
/// What <c>policy.json</c> of skopeo, podman and CRI-O may ask of images of this registry: signatures by GPG in a lookaside store, and Sigstore's under cosign's tag. Debian switched the second kind off in the skopeo of its
/// stable release, so the newest one reads these.
/// </summary>
public sealed class SkopeoPolicyTests : IClassFixture<RunningServer>, IDisposable
{
    private const string Newest = "skopeo-next";

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "plimsoll");

    private readonly Workbench _bench;
    private readonly string _repository;
    private readonly string _host;

    public SkopeoPolicyTests(RunningServer server)
    {
        _host = server.Host;
        _bench = new Workbench(_host);
        _repository = $"{_host}/policy/{Guid.CreateVersion7():N}";
        Directory.CreateDirectory(_bench["registries.d"]);
        var lookaside = "file://" + _bench["lookaside"];
        File.WriteAllText(_bench["registries.d/default.yaml"], $"default-docker: {{lookaside: \"{lookaside}\", lookaside-staging: \"{lookaside}\", use-sigstore-attachments: true}}\n");
    }

    public void Dispose()
    {
        // The agent of gpg outlives its command.
        _bench.TryAsync("gpgconf", "--kill", "gpg-agent").GetAwaiter().GetResult();
        _bench.Dispose();
    }

    [Fact]
    public async Task Pulls_what_the_named_GPG_key_signed_and_nothing_else()
    {
        var image = await SampleImage.MakeAsync(_bench);
        foreach (var name in new[] { "release", "other" })
        {
            await _bench.RunAsync("gpg", "--batch", "--quiet", "--passphrase", "", "--quick-generate-key", name + "@example.org", "rsa2048", "sign", "never");
            await _bench.RunAsync("gpg", "--batch", "--output", name + ".gpg", "--export", name + "@example.org");
        }
        await PushAsync("skopeo", ":signed", "--sign-by", "release@example.org");
        await PushAsync("skopeo", "/bare:1");

        await PullAsync("skopeo", "signedBy", "release.gpg", ":signed");

        (await RejectedAsync("skopeo", "signedBy", "release.gpg", "/bare:1")).ShouldContain("A signature was required, but no signature exists");
        (await RejectedAsync("skopeo", "signedBy", "other.gpg", ":signed")).ShouldContain("Invalid GPG signature");
        var signature = Directory.EnumerateFiles(_bench["lookaside"], "signature-1", SearchOption.AllDirectories).ShouldHaveSingleItem();
        (await _bench.RunAsync(Program, "verify-simple", "--signature", signature, "--keys", "release.gpg", "--reference", _repository + ":signed", image.Digest)).ShouldStartWith("Verified: signed by openpgp:");
        (await _bench.FailAsync(Program, "verify-simple", "--signature", signature, "--keys", "other.gpg", image.Digest)).ShouldContain("refused");
    }

    [Fact]
    public async Task Pulls_what_the_named_Sigstore_key_signed_and_nothing_else()
    {
        var image = await SampleImage.MakeAsync(_bench);
        foreach (var name in new[] { "cosign", "other" }) await _bench.RunAsync("cosign", "generate-key-pair", "--output-key-prefix", name);
        await File.WriteAllTextAsync(_bench["passphrase"], "");
        await PushAsync(Newest, ":signed", "--sign-by-sigstore-private-key", "cosign.key", "--sign-passphrase-file", "passphrase");
        await PushAsync(Newest, "/bare:1");
        // The signature names the repository: carried elsewhere, it is of another image there.
        await _bench.RunAsync("crane", "copy", _repository + ":signed", _repository + "/elsewhere:signed");
        var tag = $":sha256-{image.Digest[7..]}.sig";
        await _bench.RunAsync("crane", "copy", _repository + tag, _repository + "/elsewhere" + tag);

        await PullAsync(Newest, "sigstoreSigned", "cosign.pub", ":signed");

        (await RejectedAsync(Newest, "sigstoreSigned", "cosign.pub", "/bare:1")).ShouldContain("A signature was required, but no signature exists");
        (await RejectedAsync(Newest, "sigstoreSigned", "other.pub", ":signed")).ShouldContain("cryptographic signature verification failed");
        (await RejectedAsync(Newest, "sigstoreSigned", "cosign.pub", "/elsewhere:signed")).ShouldContain("is not accepted");
        var report = await _bench.RunAsync(Program, "verify", _repository + ":signed", "--key", "cosign.pub", "--format", "json");
        (Workbench.Field(report, "verdict"), Workbench.Field(report, "signatures/0/family")).ShouldBe(("verified", "cosign"));
    }

    private Task<string> PushAsync(string skopeo, string name, params string[] signing) =>
        _bench.RunAsync(skopeo, ["copy", "--insecure-policy", "--registries.d", "registries.d", "--dest-tls-verify=false", .. signing, "oci:layout:1", $"docker://{_repository}{name}"]);

    private async Task PullAsync(string skopeo, string requirement, string key, string name) => await _bench.RunAsync(skopeo, await PullingAsync(requirement, key, name));

    private async Task<string> RejectedAsync(string skopeo, string requirement, string key, string name)
    {
        var said = await _bench.FailAsync(skopeo, await PullingAsync(requirement, key, name));
        said.ShouldContain("Source image rejected");
        return said;
    }

    /// <summary>A pull by a policy that lets in nothing but what the key signed.</summary>
    private async Task<string[]> PullingAsync(string requirement, string key, string name)
    {
        var signed = new Dictionary<string, string> { ["type"] = requirement, ["keyPath"] = _bench[key] };
        if (requirement == "signedBy") signed["keyType"] = "GPGKeys";
        var policy = new Dictionary<string, object> { ["default"] = new[] { new { type = "reject" } }, ["transports"] = new { docker = new Dictionary<string, object> { [_host] = new[] { signed } } } };
        await File.WriteAllTextAsync(_bench["policy.json"], JsonSerializer.Serialize(policy));
        // Layouts have no room for signatures, so they are checked and left behind.
        return ["copy", "--policy", "policy.json", "--registries.d", "registries.d", "--src-tls-verify=false", "--remove-signatures", $"docker://{_repository}{name}", $"oci:pulled-{Guid.CreateVersion7():N}:1"];
    }
}
