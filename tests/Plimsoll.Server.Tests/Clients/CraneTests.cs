namespace Plimsoll.Server.Tests.Clients;

public sealed class CraneTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private readonly Workbench _bench = new(server.Host);
    private readonly string _repository = $"{server.Host}/crane/{Guid.CreateVersion7():N}";

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Pushes_an_image_and_pulls_the_same_bytes()
    {
        var image = await SampleImage.MakeAsync(_bench);

        await PushAsync(image, _repository + ":1");
        await _bench.RunAsync("crane", "pull", "--format", "oci", _repository + ":1", "pulled");

        (await _bench.RunAsync("crane", "digest", _repository + ":1")).ShouldBe(image.Digest);
        SampleImage.ProvenBlobs(_bench["pulled"]).ShouldBe(SampleImage.ProvenBlobs(image.Layout));
        (await _bench.RunAsync("skopeo", "inspect", "--tls-verify=false", "--format", "{{.Digest}}", $"docker://{_repository}:1")).ShouldBe(image.Digest);
    }

    [Fact]
    public async Task Finds_a_pushed_image_valid_layer_by_layer()
    {
        var image = await SampleImage.MakeAsync(_bench);
        await PushAsync(image, _repository + ":1");

        (await _bench.TryAsync("crane", "validate", "--remote", _repository + ":1")).ShouldSatisfyAllConditions(
            output => output.Code.ShouldBe(0, output.Error),
            output => output.Standard.ShouldContain("PASS"));
        await _bench.PipeAsync($"crane export {_repository}:1 - | tar -xf - opt/noise");
        (await File.ReadAllBytesAsync(_bench["opt/noise"])).ShouldBe(image.Noise);
    }

    [Fact]
    public async Task Copies_between_repositories_and_lists_tags_and_repositories()
    {
        var image = await SampleImage.MakeAsync(_bench);
        await PushAsync(image, _repository + ":1");

        await _bench.RunAsync("crane", "cp", _repository + ":1", _repository + "/copy:2");
        await _bench.RunAsync("crane", "tag", _repository + "/copy:2", "3");

        (await _bench.RunAsync("crane", "ls", _repository + "/copy")).Split('\n').ShouldBe(["2", "3"]);
        (await _bench.RunAsync("crane", "digest", _repository + "/copy:3")).ShouldBe(image.Digest);
        var path = _repository[(server.Host.Length + 1)..];
        new[] { path, path + "/copy" }.ShouldBeSubsetOf((await _bench.RunAsync("crane", "catalog", server.Host)).Split('\n'));
    }

    [Fact]
    public async Task Copies_an_index_with_all_its_platforms()
    {
        await PushAsync(await SampleImage.MakeAsync(_bench, "one"), _repository + ":amd64");
        await PushAsync(await SampleImage.MakeAsync(_bench, "two", "arm64"), _repository + ":arm64");
        await _bench.RunAsync("crane", "index", "append", "-m", _repository + ":amd64", "-m", _repository + ":arm64", "-t", _repository + ":all");

        await _bench.RunAsync("crane", "cp", _repository + ":all", _repository + "/copy:all");

        (await _bench.RunAsync("crane", "manifest", _repository + "/copy:all")).ShouldBe(await _bench.RunAsync("crane", "manifest", _repository + ":all"));
        foreach (var platform in new[] { "amd64", "arm64" })
        {
            var config = await _bench.RunAsync("crane", "config", "--platform", "linux/" + platform, _repository + "/copy:all");
            Workbench.Field(config, "architecture").ShouldBe(platform);
        }
        await _bench.RunAsync("crane", "validate", "--remote", _repository + "/copy:all");
    }

    [Fact]
    public async Task Deletes_a_tag_and_then_the_manifest()
    {
        var image = await SampleImage.MakeAsync(_bench);
        await PushAsync(image, _repository + ":1");
        await PushAsync(image, _repository + ":2");

        await _bench.RunAsync("crane", "delete", _repository + ":1");

        (await _bench.RunAsync("crane", "ls", _repository)).ShouldBe("2");
        await _bench.RunAsync("crane", "delete", $"{_repository}@{image.Digest}");
        (await _bench.FailAsync("crane", "manifest", $"{_repository}@{image.Digest}")).ShouldContain("MANIFEST_UNKNOWN");
    }

    [Fact]
    public async Task Is_told_who_it_is_not()
    {
        using var stranger = new Workbench(server.Host, loggedIn: false);
        var image = await SampleImage.MakeAsync(stranger);

        (await stranger.FailAsync("crane", "push", image.Layout, _repository + ":1")).ShouldContain("UNAUTHORIZED");
        await stranger.RunAsync("crane", "auth", "login", server.Host, "-u", "admin", "-p", RunningServer.Password);
        await stranger.RunAsync("crane", "push", image.Layout, _repository + ":1");
        (await _bench.RunAsync("crane", "digest", _repository + ":1")).ShouldBe(image.Digest);
    }

    /// <summary>crane pushes a layout of one image as that image.</summary>
    private Task<string> PushAsync(SampleImage image, string reference) => _bench.RunAsync("crane", "push", image.Layout, reference);
}
