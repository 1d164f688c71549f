using System.Text.Json;
using Plimsoll.Cli;

namespace Plimsoll.Server.Tests.Clients;

/// <summary><c>plimsoll copy</c> of what cosign, notation and oras made, proven by these at each end of the way.</summary>
public sealed class CopyTests : IClassFixture<CopyPlacesFixture>, IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "plimsoll");

    private readonly CopyPlacesFixture _places;
    private readonly Workbench _bench;
    private readonly string _name = $"copy/{Guid.CreateVersion7():N}";
    private string? _digest;

    public CopyTests(CopyPlacesFixture places)
    {
        _places = places;
        _bench = places.Bench();
    }

    private string First => $"{_places.First.Host}/{_name}";

    private string Second => $"{_places.Second.Host}/{_name}";

    private string Peer => $"{_places.Peer.Host}/{_name}";

    private string Layout => "oci:" + _bench["out"];

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Carries_everything_there_and_back_through_a_registry_without_referrers_and_a_layout()
    {
        await PrepareAsync();
        await SignInAllShapesAsync();

        var there = await CopyAsync(First + ":1", Peer);
        await VerifyInAllShapesAsync(Peer);
        await CopyAsync(Peer + ":1", Layout);
        await CopyAsync(Layout + ":1", Second);
        await VerifyInAllShapesAsync(Second);
        await CopyAsync(Second + ":1", First + "-back:1");
        await VerifyInAllShapesAsync(First + "-back");

        (await TypesAsync(First + "-back")).ShouldBe(await TypesAsync(First), ignoreOrder: true);
        there.GetProperty("images")[0].GetProperty("contents").EnumerateArray().Count(content => content.GetProperty("kind").GetString() == "referrer").ShouldBe(5);
        await _bench.RunAsync("crane", "validate", "--remote", Second + ":1");
        await _bench.RunAsync("skopeo", "inspect", "--tls-verify=false", $"docker://{Second}:1");
    }

    /// <summary>The same way with another program: oras copies, cosign says what came of it.</summary>
    [Fact]
    public async Task Oras_takes_signatures_to_a_registry_without_referrers_and_back_and_leaves_them_where_it_is_not_asked_to()
    {
        await PrepareAsync();
        await SignAsync("--new-bundle-format=true");
        await File.WriteAllTextAsync(_bench["sbom.json"], "{}");
        await _bench.RunAsync("oras", "attach", "--plain-http", "--artifact-type", "application/spdx+json", First + ":1", "sbom.json:application/json");
        string[] plain = ["cp", "--from-plain-http", "--to-plain-http"];

        await _bench.RunAsync("oras", [.. plain, "-r", First + ":1", Peer + ":1"]);
        await _bench.RunAsync("oras", [.. plain, "-r", Peer + ":1", Second + ":1"]);
        await _bench.RunAsync("oras", [.. plain, First + ":1", Second + "-bare:1"]);

        foreach (var place in new[] { Peer, Second })
        {
            await VerifyAsync(place, "--new-bundle-format=true");
            (await TypesAsync(place)).ShouldBe(await TypesAsync(First), ignoreOrder: true);
        }
        await Should.ThrowAsync<Xunit.Sdk.XunitException>(VerifyAsync(Second, "--new-bundle-format=true", "other"));
        (await Should.ThrowAsync<Xunit.Sdk.XunitException>(VerifyAsync(Second + "-bare", "--new-bundle-format=true"))).Message.ShouldContain("no signatures found");
    }

    [Fact]
    public async Task Sends_nothing_twice_and_mounts_within_a_registry()
    {
        await PrepareAsync();
        await SignAsync("--new-bundle-format=true");

        var near = await CopyAsync(First + ":1", First + "-near:1");
        var again = await CopyAsync(First + ":1", First + "-near:1");
        var far = await CopyAsync(First + ":1", Second);

        States(near, "blob").ShouldBe(["existing", "mounted"], ignoreOrder: true);
        States(again, "blob").ShouldBe(["existing"]);
        States(again, "referrer").ShouldBe(["existing"]);
        again.GetProperty("bytesSent").GetInt64().ShouldBe(0);
        States(far, "image").ShouldBe(["copied"]);
        await VerifyAsync(Second, "--new-bundle-format=true");
    }

    [Fact]
    public async Task Keeps_signatures_that_the_destination_has_under_the_same_tag()
    {
        await PrepareAsync();
        await CopyAsync(First + ":1", Peer + ":1");
        await SignAsync("--new-bundle-format=false");
        await SignAsync("--new-bundle-format=false", at: Peer, key: "other");

        await CopyAsync(First + ":1", Peer + ":1");

        await VerifyAsync(Peer, "--new-bundle-format=false");
        await VerifyAsync(Peer, "--new-bundle-format=false", "other");
    }

    [Fact]
    public async Task Copies_an_index_with_the_signatures_of_its_children_or_one_platform_of_it()
    {
        await PrepareAsync();
        await SampleImage.MakeAsync(_bench, "arm", "arm64");
        await _bench.RunAsync("crane", "push", "arm", First + ":arm");
        await _bench.RunAsync("crane", "index", "append", "-t", First + ":both", "-m", First + ":1", "-m", First + ":arm");
        await SignAsync("--new-bundle-format=true");

        var whole = await CopyAsync(First + ":both", Second);
        await CopyAsync(First + ":both", Layout + ":arm", "--platform", "linux/arm64", "--no-referrers");

        States(whole, "child").ShouldBe(["copied"]);
        await VerifyAsync(Second, "--new-bundle-format=true");
        (await _bench.RunAsync("oras", "resolve", "--oci-layout", _bench["out"] + ":arm")).ShouldBe(await _bench.RunAsync("crane", "digest", First + ":arm"));
    }

    [Fact]
    public async Task Copies_all_tags_and_leaves_out_those_that_only_belong_to_an_image()
    {
        await PrepareAsync();
        await _bench.RunAsync("crane", "tag", First + ":1", "two");
        await SignAsync("--new-bundle-format=false");

        await CopyAsync(First, Second, "--all-tags");

        (await _bench.RunAsync("crane", "ls", Second)).Split('\n').ShouldBe(["1", "two", $"sha256-{_digest![7..]}.sig"], ignoreOrder: true);
    }

    [Fact]
    public async Task Says_when_there_is_nothing_to_copy_or_no_way_to()
    {
        (await RunAsync(First + ":none", Second)).Code.ShouldBe(ExitCode.NotFound);
        (await RunAsync("oci:" + _bench["nowhere"], Second)).Code.ShouldBe(ExitCode.NotFound);
        (await RunAsync("dir:/", Second)).Code.ShouldBe(ExitCode.Usage);
        (await RunAsync(First + ":1", Second + "@sha256:" + new string('0', 64))).Code.ShouldBe(ExitCode.Usage);
    }

    private async Task PrepareAsync()
    {
        _digest = (await SampleImage.MakeAsync(_bench)).Digest;
        await _bench.RunAsync("crane", "push", "layout", First + ":1");
        await _bench.RunAsync("cosign", "generate-key-pair");
        await _bench.RunAsync("cosign", "generate-key-pair", "--output-key-prefix", "other");
        await File.WriteAllTextAsync(_bench["root.json"], """{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}""");
    }

    /// <summary>A bundle, a signature and an attestation under cosign's tags, an attestation as a bundle, Notation's envelope, a bill of materials and a note about that.</summary>
    private async Task SignInAllShapesAsync()
    {
        await SignAsync("--new-bundle-format=true");
        await SignAsync("--new-bundle-format=false");
        await File.WriteAllTextAsync(_bench["predicate.json"], """{"built":"here"}""");
        foreach (var format in new[] { "--new-bundle-format=true", "--new-bundle-format=false" })
            await _bench.RunAsync("cosign", "attest", "-y", "--key", "cosign.key", "--use-signing-config=false", "--tlog-upload=false", format, "--allow-http-registry", "--type", "https://example.com/built/v1", "--predicate", "predicate.json", $"{First}@{_digest}");
        await _bench.RunAsync("notation", "cert", "generate-test", "--default", "plimsoll.test");
        await _bench.RunAsync("notation", "sign", "--insecure-registry", $"{First}@{_digest}");
        await File.WriteAllTextAsync(_bench["sbom.json"], "{}");
        var sbom = Workbench.Field(await _bench.RunAsync("oras", "attach", "--plain-http", "--format", "json", "--artifact-type", "application/spdx+json", First + ":1", "sbom.json:application/json"), "digest");
        await _bench.RunAsync("oras", "attach", "--plain-http", "--artifact-type", "application/vnd.example.note", $"{First}@{sbom}", "sbom.json:application/json");
    }

    private async Task VerifyInAllShapesAsync(string repository)
    {
        await VerifyAsync(repository, "--new-bundle-format=true");
        await VerifyAsync(repository, "--new-bundle-format=false");
        foreach (var format in new[] { "--new-bundle-format=true", "--new-bundle-format=false" })
            await _bench.RunAsync("cosign", "verify-attestation", "--key", "cosign.pub", "--trusted-root", "root.json", "--insecure-ignore-tlog=true", format, "--allow-http-registry", "--type", "https://example.com/built/v1", $"{repository}@{_digest}");
        await File.WriteAllTextAsync(_bench["policy.json"], """
            {"version":"1.0","trustPolicies":[{"name":"tests","registryScopes":["*"],"signatureVerification":{"level":"strict"},"trustStores":["ca:plimsoll.test"],"trustedIdentities":["*"]}]}
            """);
        await _bench.RunAsync("notation", "policy", "import", "--force", "policy.json");
        await _bench.RunAsync("notation", "verify", "--insecure-registry", $"{repository}@{_digest}");
        (await TypesAsync(repository)).ShouldContain("application/spdx+json");
    }

    private Task<string> SignAsync(string format, string? at = null, string key = "cosign") =>
        _bench.RunAsync("cosign", "sign", "-y", "--key", key + ".key", "--use-signing-config=false", "--tlog-upload=false", format, "--allow-http-registry", $"{at ?? First}@{_digest}");

    private Task<string> VerifyAsync(string repository, string format, string key = "cosign") =>
        _bench.RunAsync("cosign", "verify", "--key", key + ".pub", "--trusted-root", "root.json", "--insecure-ignore-tlog=true", format, "--allow-http-registry", $"{repository}@{_digest}");

    private async Task<List<string>> TypesAsync(string repository)
    {
        using var json = JsonDocument.Parse(await _bench.RunAsync("oras", "discover", "--plain-http", "--format", "json", $"{repository}@{_digest}"));
        return [.. json.RootElement.GetProperty("referrers").EnumerateArray().Select(referrer => referrer.GetProperty("artifactType").GetString()!)];
    }

    private static IEnumerable<string> States(JsonElement report, string kind) =>
        report.GetProperty("images")[0].GetProperty("contents").EnumerateArray().Where(content => content.GetProperty("kind").GetString() == kind).Select(content => content.GetProperty("state").GetString()!).Distinct();

    private async Task<JsonElement> CopyAsync(string source, string target, params string[] options)
    {
        var (code, output, error) = await RunAsync([source, target, .. options]);
        code.ShouldBe(ExitCode.Ok, output + error);
        var report = JsonDocument.Parse(output).RootElement;
        report.GetProperty("verdict").GetString().ShouldBe("complete");
        return report;
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var output = await _bench.TryAsync(Program, ["copy", .. arguments, "--format", "json"]);
        return (output.Code, output.Standard, output.Error);
    }
}
