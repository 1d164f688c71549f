using System.Text.Json;

namespace Plimsoll.Server.Tests.Clients;

public sealed class OrasTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private readonly Workbench _bench = new(server.Host);
    private readonly string _repository = $"{server.Host}/oras/{Guid.CreateVersion7():N}";

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Pushes_files_as_an_artifact_and_pulls_them()
    {
        await WriteAsync("report.json", """{"found": 0}""");
        await WriteAsync("notes.txt", "nothing to say");

        await _bench.RunAsync("oras", "push", "--plain-http", "--artifact-type", "application/vnd.example.report", _repository + ":1", "report.json:application/json", "notes.txt:text/plain");
        await _bench.RunAsync("oras", "pull", "--plain-http", "-o", "out", _repository + ":1");

        (await File.ReadAllTextAsync(_bench["out/report.json"])).ShouldBe("""{"found": 0}""");
        (await File.ReadAllTextAsync(_bench["out/notes.txt"])).ShouldBe("nothing to say");
        Workbench.Field(await _bench.RunAsync("crane", "manifest", _repository + ":1"), "artifactType").ShouldBe("application/vnd.example.report");
    }

    [Fact]
    public async Task Attaches_and_discovers_through_the_referrers_API_without_leaving_tags()
    {
        var image = await PushImageAsync();
        await WriteAsync("sbom.json", "{}");
        await WriteAsync("scan.json", "[]");

        await AttachAsync("application/vnd.example.sbom", "sbom.json");
        await AttachAsync("application/vnd.example.scan", "scan.json");

        (await DiscoverAsync()).ShouldBe(["application/vnd.example.sbom", "application/vnd.example.scan"], ignoreOrder: true);
        (await DiscoverAsync("--artifact-type", "application/vnd.example.scan")).ShouldBe(["application/vnd.example.scan"]);
        (await _bench.RunAsync("crane", "ls", _repository)).ShouldBe("1");
        (await _bench.RunAsync("crane", "digest", _repository + ":1")).ShouldBe(image.Digest);
    }

    [Fact]
    public async Task Copies_an_image_with_everything_that_refers_to_it()
    {
        var image = await PushImageAsync();
        await WriteAsync("sbom.json", "{}");
        await AttachAsync("application/vnd.example.sbom", "sbom.json");

        await _bench.RunAsync("oras", "cp", "-r", "--from-plain-http", "--to-plain-http", _repository + ":1", _repository + "/copy:1");

        (await _bench.RunAsync("oras", "resolve", "--plain-http", _repository + "/copy:1")).ShouldBe(image.Digest);
        (await TypesAsync(_repository + "/copy:1")).ShouldBe(["application/vnd.example.sbom"]);
        await _bench.RunAsync("crane", "validate", "--remote", _repository + "/copy:1");
    }

    [Fact]
    public async Task Backs_up_a_repository_with_referrers_and_restores_it_elsewhere()
    {
        var image = await PushImageAsync();
        await WriteAsync("sbom.json", "{}");
        await AttachAsync("application/vnd.example.sbom", "sbom.json");

        await _bench.RunAsync("oras", "backup", "--plain-http", "--include-referrers", "--output", "backup", _repository + ":1");
        await _bench.RunAsync("oras", "restore", "--plain-http", "--input", "backup", _repository + "/restored:1");

        SampleImage.ProvenBlobs(image.Layout).ShouldBeSubsetOf(SampleImage.ProvenBlobs(_bench["backup"]));
        (await _bench.RunAsync("crane", "digest", _repository + "/restored:1")).ShouldBe(image.Digest);
        (await TypesAsync(_repository + "/restored:1")).ShouldBe(["application/vnd.example.sbom"]);
    }

    [Fact]
    public async Task Lists_repositories_and_tags()
    {
        await PushImageAsync();
        await _bench.RunAsync("oras", "tag", "--plain-http", _repository + ":1", "2", "latest");

        (await _bench.RunAsync("oras", "repo", "tags", "--plain-http", _repository)).Split('\n').ShouldBe(["1", "2", "latest"]);
        (await _bench.RunAsync("oras", "repo", "ls", "--plain-http", server.Host)).Split('\n').ShouldContain(_repository[(server.Host.Length + 1)..]);
    }

    [Fact]
    public async Task Pushes_fetches_and_deletes_a_blob()
    {
        await WriteAsync("blob", "some bytes");
        var digest = "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("some bytes"u8));

        await _bench.RunAsync("oras", "blob", "push", "--plain-http", _repository, "blob");

        (await _bench.RunAsync("oras", "blob", "fetch", "--plain-http", "--output", "-", $"{_repository}@{digest}")).ShouldBe("some bytes");
        await _bench.RunAsync("oras", "blob", "delete", "--plain-http", "--force", $"{_repository}@{digest}");
        await _bench.FailAsync("oras", "blob", "fetch", "--plain-http", "--output", "-", $"{_repository}@{digest}");
    }

    [Fact]
    public async Task Deletes_a_referrer_so_that_nothing_discovers_it()
    {
        await PushImageAsync();
        await WriteAsync("sbom.json", "{}");
        var digest = Workbench.Field(await AttachAsync("application/vnd.example.sbom", "sbom.json"), "digest");

        await _bench.RunAsync("oras", "manifest", "delete", "--plain-http", "--force", $"{_repository}@{digest}");

        (await DiscoverAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Logs_in_and_out()
    {
        using var stranger = new Workbench(server.Host, loggedIn: false);
        await PushImageAsync();
        var resolve = new[] { "resolve", "--plain-http", _repository + ":1" };

        await stranger.FailAsync("oras", resolve);
        await stranger.FailAsync("oras", "login", "--plain-http", "-u", "admin", "-p", "wrong", server.Host);
        await stranger.RunAsync("oras", "login", "--plain-http", "-u", "admin", "-p", RunningServer.Password, server.Host);
        await stranger.RunAsync("oras", resolve);
        await stranger.RunAsync("oras", "logout", server.Host);
        await stranger.FailAsync("oras", resolve);
    }

    private async Task<SampleImage> PushImageAsync()
    {
        var image = await SampleImage.MakeAsync(_bench);
        await _bench.RunAsync("oras", "cp", "--from-oci-layout", "--to-plain-http", "layout:1", _repository + ":1");
        return image;
    }

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(_bench[name], text);

    private Task<string> AttachAsync(string type, string file) =>
        _bench.RunAsync("oras", "attach", "--plain-http", "--format", "json", "--distribution-spec", "v1.1-referrers-api", "--artifact-type", type, _repository + ":1", file + ":application/json");

    private Task<List<string>> DiscoverAsync(params string[] arguments) => TypesAsync(_repository + ":1", arguments);

    private async Task<List<string>> TypesAsync(string reference, params string[] arguments)
    {
        var found = await _bench.RunAsync("oras", ["discover", "--plain-http", "--format", "json", "--distribution-spec", "v1.1-referrers-api", .. arguments, reference]);
        using var json = JsonDocument.Parse(found);
        return json.RootElement.TryGetProperty("referrers", out var referrers) && referrers.ValueKind == JsonValueKind.Array
            ? [.. referrers.EnumerateArray().Select(referrer => referrer.GetProperty("artifactType").GetString()!)]
            : [];
    }
}
