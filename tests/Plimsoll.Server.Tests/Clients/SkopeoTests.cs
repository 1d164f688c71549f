namespace Plimsoll.Server.Tests.Clients;

public sealed class SkopeoTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private readonly Workbench _bench = new(server.Host);
    private readonly string _repository = $"{server.Host}/skopeo/{Guid.CreateVersion7():N}";

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Copies_an_image_in_and_out_unchanged()
    {
        var image = await SampleImage.MakeAsync(_bench);

        await CopyAsync("oci:layout:1", $"docker://{_repository}:1");
        await CopyAsync($"docker://{_repository}:1", "oci:pulled:1");

        (await InspectAsync(_repository + ":1", "{{.Digest}}")).ShouldBe(image.Digest);
        SampleImage.ProvenBlobs(_bench["pulled"]).ShouldBe(SampleImage.ProvenBlobs(image.Layout));
    }

    [Fact]
    public async Task Logs_in_with_the_right_password_only()
    {
        using var stranger = new Workbench(server.Host, loggedIn: false);
        await SampleImage.MakeAsync(stranger);
        var login = new[] { "login", "--tls-verify=false", "--authfile", "auth.json", "-u", "admin" };
        var push = new[] { "copy", "--authfile", "auth.json", "--dest-tls-verify=false", "oci:layout:1", $"docker://{_repository}:1" };

        (await stranger.FailAsync("skopeo", [.. login, "-p", "wrong", server.Host])).ShouldContain("invalid username/password");
        await stranger.RunAsync("skopeo", [.. login, "-p", RunningServer.Password, server.Host]);
        await stranger.RunAsync("skopeo", push);
        await stranger.RunAsync("skopeo", "logout", "--authfile", "auth.json", server.Host);

        (await stranger.FailAsync("skopeo", push)).ShouldContain("401");
    }

    [Fact]
    public async Task Converts_to_docker_schema_2_on_the_way()
    {
        var image = await SampleImage.MakeAsync(_bench);

        await CopyAsync("--format", "v2s2", "oci:layout:1", $"docker://{_repository}:docker");

        var raw = await _bench.RunAsync("crane", "manifest", _repository + ":docker");
        Workbench.Field(raw, "mediaType").ShouldBe("application/vnd.docker.distribution.manifest.v2+json");
        await ShouldHoldAsync(_repository + ":docker", image);
    }

    [Fact]
    public async Task Compresses_layers_with_zstd_on_the_way()
    {
        var image = await SampleImage.MakeAsync(_bench);

        await CopyAsync("--dest-compress-format", "zstd", "oci:layout:1", "oci:squeezed:1");
        await CopyAsync("oci:squeezed:1", $"docker://{_repository}:zstd");

        var raw = await _bench.RunAsync("crane", "manifest", _repository + ":zstd");
        Workbench.Field(raw, "layers/1/mediaType").ShouldBe("application/vnd.oci.image.layer.v1.tar+zstd");
        var layer = Workbench.Field(raw, "layers/1/digest");
        await _bench.PipeAsync($"crane blob {_repository}@{layer} | zstd -dc | tar -xf - opt/noise");
        (await File.ReadAllBytesAsync(_bench["opt/noise"])).ShouldBe(image.Noise);
    }

    [Fact]
    public async Task Copies_an_index_with_all_its_platforms()
    {
        var one = await SampleImage.MakeAsync(_bench, "one");
        var two = await SampleImage.MakeAsync(_bench, "two", "arm64");
        await CopyAsync("oci:one:1", $"docker://{_repository}:amd64");
        await CopyAsync("oci:two:1", $"docker://{_repository}:arm64");
        await _bench.RunAsync("crane", "index", "append", "-m", _repository + ":amd64", "-m", _repository + ":arm64", "-t", _repository + ":all");

        await CopyAsync("--all", $"docker://{_repository}:all", $"docker://{_repository}/copy:all");

        (await _bench.RunAsync("crane", "digest", _repository + "/copy:all")).ShouldBe(await _bench.RunAsync("crane", "digest", _repository + ":all"));
        (await _bench.RunAsync("crane", "digest", "--platform", "linux/arm64", _repository + "/copy:all")).ShouldBe(two.Digest);
        (await _bench.RunAsync("crane", "digest", "--platform", "linux/amd64", _repository + "/copy:all")).ShouldBe(one.Digest);
    }

    [Fact]
    public async Task Lists_tags_and_deletes_what_a_tag_names()
    {
        var image = await SampleImage.MakeAsync(_bench);
        foreach (var tag in new[] { "b", "a", "c" }) await CopyAsync("oci:layout:1", $"docker://{_repository}:{tag}");
        var listed = Workbench.Field(await _bench.RunAsync("skopeo", "list-tags", "--tls-verify=false", "docker://" + _repository), "Tags");
        System.Text.Json.JsonSerializer.Deserialize<string[]>(listed).ShouldBe(["a", "b", "c"]);

        await _bench.RunAsync("skopeo", "delete", "--tls-verify=false", $"docker://{_repository}:b");

        // skopeo resolves the tag and deletes the manifest, so its other tags go with it.
        (await _bench.FailAsync("crane", "digest", _repository + ":a")).ShouldContain("404");
        (await _bench.FailAsync("crane", "digest", $"{_repository}@{image.Digest}")).ShouldContain("404");
    }

    [Fact]
    public async Task Synchronizes_a_repository_into_a_folder_and_back()
    {
        var image = await SampleImage.MakeAsync(_bench);
        await CopyAsync("oci:layout:1", $"docker://{_repository}:1");
        await CopyAsync("oci:layout:1", $"docker://{_repository}:2");

        await _bench.RunAsync("skopeo", "sync", "--src", "docker", "--dest", "dir", "--src-tls-verify=false", _repository, "mirror");
        await _bench.RunAsync("skopeo", "sync", "--src", "dir", "--dest", "docker", "--dest-tls-verify=false", "mirror", _repository + "/back");

        var name = _repository[(_repository.LastIndexOf('/') + 1)..];
        foreach (var tag in new[] { "1", "2" }) (await _bench.RunAsync("crane", "digest", $"{_repository}/back/{name}:{tag}")).ShouldBe(image.Digest);
    }

    private Task<string> CopyAsync(params string[] arguments) => _bench.RunAsync("skopeo", ["copy", "--src-tls-verify=false", "--dest-tls-verify=false", .. arguments]);

    private Task<string> InspectAsync(string reference, string format) => _bench.RunAsync("skopeo", "inspect", "--tls-verify=false", "--format", format, "docker://" + reference);

    private async Task ShouldHoldAsync(string reference, SampleImage image)
    {
        await _bench.PipeAsync($"crane export {reference} - | tar -xf - opt/noise");
        (await File.ReadAllBytesAsync(_bench["opt/noise"])).ShouldBe(image.Noise);
    }
}
