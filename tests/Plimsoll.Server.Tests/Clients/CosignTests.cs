namespace Plimsoll.Server.Tests.Clients;

/// <summary>cosign with a local key and no transparency log; the trusted root is empty so that it asks nobody outside.</summary>
public sealed class CosignTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private readonly Workbench _bench = new(server.Host);
    private readonly string _repository = $"{server.Host}/cosign/{Guid.CreateVersion7():N}";

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Signs_an_image_as_a_referrer_and_verifies_it()
    {
        var image = await PrepareAsync();

        await SignAsync(image);

        Workbench.Field(await VerifyAsync("verify", "cosign.pub", image), "0/critical/image/docker-manifest-digest").ShouldEndWith(_digest!);
        (await _bench.RunAsync("crane", "ls", _repository)).ShouldBe("1");
        (await _bench.RunAsync("oras", "discover", "--plain-http", "--format", "json", "--distribution-spec", "v1.1-referrers-api", image)).ShouldContain("sigstore.bundle");
    }

    [Fact]
    public async Task Signs_an_image_by_tag_as_older_releases_do()
    {
        var image = await PrepareAsync();

        await _bench.RunAsync("cosign", "sign", "-y", "--key", "cosign.key", "--use-signing-config=false", "--new-bundle-format=false", "--tlog-upload=false", "--allow-http-registry", image);

        (await _bench.RunAsync("crane", "ls", _repository)).Split('\n').ShouldContain($"sha256-{_digest!["sha256:".Length..]}.sig");
        await _bench.RunAsync("cosign", "verify", "--key", "cosign.pub", "--new-bundle-format=false", "--insecure-ignore-tlog=true", "--allow-http-registry", "--trusted-root", "root.json", image);
    }

    [Fact]
    public async Task Does_not_verify_what_another_key_signed()
    {
        var image = await PrepareAsync();
        await SignAsync(image);
        await _bench.RunAsync("cosign", "generate-key-pair", "--output-key-prefix", "other");

        (await _bench.TryAsync("cosign", Verification("verify", "other.pub", image))).Code.ShouldNotBe(0);
        (await _bench.TryAsync("cosign", Verification("verify", "cosign.pub", image))).Code.ShouldBe(0);
    }

    [Fact]
    public async Task Attests_and_verifies_the_attestation()
    {
        var image = await PrepareAsync();
        await File.WriteAllTextAsync(_bench["predicate.json"], """{"built":"here"}""");

        await _bench.RunAsync("cosign", "attest", "-y", "--key", "cosign.key", "--signing-config", "signing.json", "--trusted-root", "root.json", "--allow-http-registry", "--type", "https://example.com/built/v1", "--predicate", "predicate.json", image);

        var envelope = await _bench.RunAsync("cosign", [.. Verification("verify-attestation", "cosign.pub", image), "--type", "https://example.com/built/v1"]);
        var statement = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(Workbench.Field(envelope, "payload")));
        Workbench.Field(statement, "subject/0/digest/sha256").ShouldBe(_digest!["sha256:".Length..]);
        Workbench.Field(statement, "predicate/built").ShouldBe("here");
    }

    [Fact]
    public async Task Finds_the_signature_again_on_a_copy_made_by_oras()
    {
        var image = await PrepareAsync();
        await SignAsync(image);

        await _bench.RunAsync("oras", "cp", "-r", "--from-plain-http", "--to-plain-http", _repository + ":1", _repository + "/copy:1");

        await VerifyAsync("verify", "cosign.pub", $"{_repository}/copy@{_digest}");
        (await _bench.RunAsync("cosign", "tree", "--allow-http-registry", $"{_repository}/copy@{_digest}")).ShouldContain("https://sigstore.dev/cosign/sign/v1");
    }

    private string? _digest;

    private async Task<string> PrepareAsync()
    {
        _digest = (await SampleImage.MakeAsync(_bench)).Digest;
        await _bench.RunAsync("crane", "push", "layout", _repository + ":1");
        await _bench.RunAsync("cosign", "generate-key-pair");
        await _bench.RunAsync("cosign", "signing-config", "create", "--no-default-fulcio", "--no-default-oidc", "--no-default-rekor", "--no-default-tsa", "--out", "signing.json");
        await File.WriteAllTextAsync(_bench["root.json"], """{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}""");
        return $"{_repository}@{_digest}";
    }

    private Task<string> SignAsync(string image) =>
        _bench.RunAsync("cosign", "sign", "-y", "--key", "cosign.key", "--signing-config", "signing.json", "--trusted-root", "root.json", "--allow-http-registry", image);

    private Task<string> VerifyAsync(string verb, string key, string image) => _bench.RunAsync("cosign", Verification(verb, key, image));

    private static string[] Verification(string verb, string key, string image) =>
        [verb, "--key", key, "--trusted-root", "root.json", "--insecure-ignore-tlog=true", "--allow-http-registry", image];
}
