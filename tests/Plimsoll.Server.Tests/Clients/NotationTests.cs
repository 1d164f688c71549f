namespace Plimsoll.Server.Tests.Clients;

public sealed class NotationTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private readonly Workbench _bench = new(server.Host);
    private readonly string _repository = $"{server.Host}/notation/{Guid.CreateVersion7():N}";

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("jws", "--force-referrers-tag=false")]
    [InlineData("cose", "--force-referrers-tag=false")]
    [InlineData("jws", "--force-referrers-tag=true")]
    public async Task Signs_lists_and_verifies(string format, string place)
    {
        var image = await PrepareAsync();
        (await _bench.FailAsync("notation", "verify", "--insecure-registry", image)).ShouldContain("no signature");

        await _bench.RunAsync("notation", "sign", "--insecure-registry", "--signature-format", format, place, image);

        (await _bench.RunAsync("notation", "verify", "--insecure-registry", image)).ShouldContain("Successfully verified");
        var listed = await _bench.RunAsync("notation", "list", "--insecure-registry", image);
        listed.ShouldContain("application/vnd.cncf.notary.signature");
        (await _bench.RunAsync("oras", "discover", "--plain-http", "--format", "json", "--distribution-spec", "v1.1-referrers-api", image)).ShouldContain(listed[listed.LastIndexOf("sha256:", StringComparison.Ordinal)..].Trim());
        // By default notation 1.3 keeps its own list under a tag, also where the registry has one: the two must not contradict each other.
        (await _bench.RunAsync("crane", "ls", _repository)).Split('\n').Length.ShouldBe(place.EndsWith("true", StringComparison.Ordinal) ? 2 : 1);
    }

    [Fact]
    public async Task Does_not_verify_a_signature_of_a_stranger()
    {
        var image = await PrepareAsync();
        await _bench.RunAsync("notation", "sign", "--insecure-registry", image);
        await _bench.RunAsync("notation", "cert", "delete", "--type", "ca", "--store", "plimsoll.test", "--all", "-y");
        await _bench.RunAsync("notation", "cert", "generate-test", "stranger.test");
        await TrustAsync("stranger.test");

        (await _bench.FailAsync("notation", "verify", "--insecure-registry", image)).ShouldContain("signature verification failed");
    }

    private async Task<string> PrepareAsync()
    {
        var digest = (await SampleImage.MakeAsync(_bench)).Digest;
        await _bench.RunAsync("crane", "push", "layout", _repository + ":1");
        await _bench.RunAsync("notation", "cert", "generate-test", "--default", "plimsoll.test");
        await TrustAsync("plimsoll.test");
        return $"{_repository}@{digest}";
    }

    private async Task TrustAsync(string store)
    {
        await File.WriteAllTextAsync(_bench["policy.json"], $$"""
            {"version":"1.0","trustPolicies":[{"name":"tests","registryScopes":["*"],"signatureVerification":{"level":"strict"},"trustStores":["ca:{{store}}"],"trustedIdentities":["*"]}]}
            """);
        await _bench.RunAsync("notation", "policy", "import", "--force", "policy.json");
    }
}
