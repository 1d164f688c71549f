using System.Text.Json;

namespace Plimsoll.Server.Tests.Clients;

/// <summary>SBOMs that our program attaches, as other clients find them; and those that other clients attach, as our program finds them.</summary>
public sealed class SbomClientTests(RunningServer server, PeerRegistry peer) : IClassFixture<RunningServer>, IClassFixture<PeerRegistry>, IDisposable
{
    private const string Bom = """{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"type":"library","name":"ghost","version":"1","purl":"pkg:cargo/ghost@1"}]}""";

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "plimsoll");

    private readonly Workbench _bench = new(server.Host);
    private readonly string _repository = $"{server.Host}/sbom/{Guid.CreateVersion7():N}";

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task What_it_attaches_is_found_and_pulled_by_oras()
    {
        var image = await PrepareAsync(_repository);
        var once = await _bench.RunAsync(Program, "sbom", image, "--format", "cyclonedx-json", "--attach", "--output", "sbom.json");
        var twice = await _bench.RunAsync(Program, "sbom", image, "--format", "cyclonedx-json", "--attach");

        twice.ShouldBe(once);
        var found = JsonDocument.Parse(await _bench.RunAsync("oras", "discover", "--plain-http", "--format", "json", image)).RootElement.GetProperty("referrers").EnumerateArray().ShouldHaveSingleItem();
        found.GetProperty("artifactType").GetString().ShouldBe("application/vnd.cyclonedx+json");
        await _bench.RunAsync("oras", "pull", "--plain-http", "-o", "pulled", $"{_repository}@{found.GetProperty("digest").GetString()}");
        (await File.ReadAllBytesAsync(_bench["pulled/sbom.cdx.json"])).ShouldBe(await File.ReadAllBytesAsync(_bench["sbom.json"]));
        (await _bench.RunAsync(Program, "sbom", "compare", image, "--strict")).ShouldStartWith("1 SBOM says what is inside");
    }

    [Fact]
    public async Task What_oras_and_cosign_attach_is_compared()
    {
        var image = await PrepareAsync(_repository);
        await File.WriteAllTextAsync(_bench["bom.json"], Bom);
        await _bench.RunAsync("oras", "attach", "--plain-http", "--artifact-type", "application/vnd.cyclonedx+json", image, "bom.json:application/vnd.cyclonedx+json");
        await _bench.RunAsync("cosign", "generate-key-pair");
        await _bench.RunAsync("cosign", "signing-config", "create", "--no-default-fulcio", "--no-default-oidc", "--no-default-rekor", "--no-default-tsa", "--out", "signing.json");
        await File.WriteAllTextAsync(_bench["root.json"], """{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}""");
        await _bench.RunAsync("cosign", "attest", "-y", "--key", "cosign.key", "--signing-config", "signing.json", "--trusted-root", "root.json", "--allow-http-registry", "--type", "cyclonedx", "--predicate", "bom.json", image);
        await _bench.RunAsync("cosign", "sign", "-y", "--key", "cosign.key", "--signing-config", "signing.json", "--trusted-root", "root.json", "--allow-http-registry", image);

        var entries = JsonDocument.Parse(await _bench.RunAsync(Program, "sbom", "compare", image, "--format", "json")).RootElement;

        entries.EnumerateArray().Select(e => (e.GetProperty("format").GetString(), e.GetProperty("named").GetInt32(), e.GetProperty("unchecked").GetProperty("cargo").GetInt32())).ShouldBe([("CycloneDX", 1, 1), ("CycloneDX", 1, 1)]);
        entries.EnumerateArray().Select(e => e.GetProperty("mediaType").GetString()).ShouldContain(type => type!.StartsWith("application/vnd.dev.sigstore.bundle", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_registry_that_knows_no_referrers_has_them_listed_under_a_tag()
    {
        var bench = _bench;
        bench.Set("PLIMSOLL_USER", "admin");
        bench.Set("PLIMSOLL_PASSWORD", RunningServer.Password);
        var repository = $"{peer.Host}/sbom/{Guid.CreateVersion7():N}";
        await bench.RunAsync("crane", "auth", "login", peer.Host, "-u", "admin", "-p", RunningServer.Password);
        var image = await PrepareAsync(repository);

        foreach (var format in new[] { "spdx-json", "cyclonedx-xml", "spdx-json" }) await bench.RunAsync(Program, "sbom", image, "--format", format, "--attach");

        (await bench.RunAsync(Program, "sbom", "compare", image)).ShouldStartWith("2 SBOMs say what is inside");
        (await bench.RunAsync("crane", "ls", repository)).Split('\n').ShouldBe(["1", "sha256-" + image[^64..]], ignoreOrder: true);
    }

    [Fact]
    public async Task Takes_the_time_that_builds_are_told_to_use()
    {
        await SampleImage.MakeAsync(_bench);
        _bench.Set("SOURCE_DATE_EPOCH", "1000000000");

        (await _bench.RunAsync(Program, "sbom", "oci:layout:1")).ShouldContain("\"created\": \"2001-09-09T01:46:40Z\"");
        _bench.Set("SOURCE_DATE_EPOCH", "yesterday");
        (await _bench.FailAsync(Program, "sbom", "oci:layout:1")).ShouldContain("SOURCE_DATE_EPOCH is 'yesterday'");
    }

    /// <summary>Pushes an image; its reference by digest.</summary>
    private async Task<string> PrepareAsync(string repository)
    {
        var image = await SampleImage.MakeAsync(_bench);
        await _bench.RunAsync("crane", "push", "layout", repository + ":1");
        return $"{repository}@{image.Digest}";
    }
}
