namespace Plimsoll.Server.Tests.Clients;

public sealed class PodmanTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private readonly Workbench _bench = new(server.Host);
    private readonly string _repository = $"{server.Host}/podman/{Guid.CreateVersion7():N}";

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Builds_logs_in_pushes_and_pulls()
    {
        using var stranger = new Workbench(server.Host, loggedIn: false);
        var noise = await BuildAsync(stranger, _repository + ":1");
        (await stranger.FailAsync("podman", "push", "--tls-verify=false", _repository + ":1")).ShouldContain("401");

        await stranger.RunAsync("podman", "login", "--tls-verify=false", "-u", "admin", "-p", RunningServer.Password, server.Host);
        await stranger.RunAsync("podman", "push", "--tls-verify=false", "--digestfile", "digest", _repository + ":1");
        await stranger.RunAsync("podman", "rmi", "--all", "--force");
        await stranger.RunAsync("podman", "pull", "--tls-verify=false", $"{_repository}@{(await File.ReadAllTextAsync(stranger["digest"])).Trim()}");
        await stranger.RunAsync("podman", "logout", server.Host);

        (await _bench.RunAsync("crane", "digest", _repository + ":1")).ShouldBe((await File.ReadAllTextAsync(stranger["digest"])).Trim());
        await ShouldHoldAsync(_repository + ":1", noise);
        (await stranger.FailAsync("podman", "push", "--tls-verify=false", $"{_repository}@{(await File.ReadAllTextAsync(stranger["digest"])).Trim()}", _repository + ":2")).ShouldContain("401");
    }

    [Fact]
    public async Task Pushes_a_manifest_list_with_its_images()
    {
        var noise = await BuildAsync(_bench, "localhost/one", "linux/amd64");
        await BuildAsync(_bench, "localhost/two", "linux/arm64");
        await _bench.RunAsync("podman", "manifest", "create", "all");
        foreach (var name in new[] { "one", "two" }) await _bench.RunAsync("podman", "manifest", "add", "all", "containers-storage:localhost/" + name);

        await _bench.RunAsync("podman", "manifest", "push", "--all", "--tls-verify=false", "all", $"docker://{_repository}:all");

        var config = await _bench.RunAsync("crane", "config", "--platform", "linux/arm64", _repository + ":all");
        Workbench.Field(config, "architecture").ShouldBe("arm64");
        await _bench.RunAsync("crane", "validate", "--remote", _repository + ":all");
        await _bench.PipeAsync($"crane export --platform linux/amd64 {_repository}:all - | tar -xf - noise");
        (await File.ReadAllBytesAsync(_bench["noise"])).Length.ShouldBe(noise.Length);
    }

    /// <summary>An image from a Containerfile that runs nothing, so that no container runtime is needed.</summary>
    private static async Task<byte[]> BuildAsync(Workbench bench, string name, string platform = "linux/amd64")
    {
        var noise = System.Security.Cryptography.RandomNumberGenerator.GetBytes(200_000);
        Directory.CreateDirectory(bench["context"]);
        await File.WriteAllBytesAsync(bench["context/noise"], noise);
        await File.WriteAllTextAsync(bench["context/Containerfile"], "FROM scratch\nCOPY noise /noise\nLABEL line=plimsoll\n");
        await bench.RunAsync("podman", "build", "--platform", platform, "-t", name, "context");
        return noise;
    }

    private async Task ShouldHoldAsync(string reference, byte[] noise)
    {
        await _bench.PipeAsync($"crane export {reference} - | tar -xf - noise");
        (await File.ReadAllBytesAsync(_bench["noise"])).ShouldBe(noise);
    }
}
