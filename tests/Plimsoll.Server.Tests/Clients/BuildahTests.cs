namespace Plimsoll.Server.Tests.Clients;

public sealed class BuildahTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private readonly Workbench _bench = new(server.Host);
    private readonly string _repository = $"{server.Host}/buildah/{Guid.CreateVersion7():N}";

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("oci", "gzip", "application/vnd.oci.image.layer.v1.tar+gzip")]
    [InlineData("oci", "zstd", "application/vnd.oci.image.layer.v1.tar+zstd")]
    [InlineData("docker", "gzip", "application/vnd.docker.image.rootfs.diff.tar.gzip")]
    public async Task Commits_an_image_from_scratch_and_pushes_it(string format, string compression, string layerType)
    {
        var noise = System.Security.Cryptography.RandomNumberGenerator.GetBytes(300_000);
        await File.WriteAllBytesAsync(_bench["noise"], noise);
        var container = await _bench.RunAsync("buildah", "from", "scratch");
        await _bench.RunAsync("buildah", "copy", container, "noise", "/opt/noise");
        await _bench.RunAsync("buildah", "config", "--label", "line=plimsoll", container);
        await _bench.RunAsync("buildah", "commit", "--format", format, container, "made");

        await _bench.RunAsync("buildah", "push", "--tls-verify=false", "--format", format == "docker" ? "v2s2" : "oci", "--compression-format", compression, "--digestfile", "digest", "made", $"docker://{_repository}:1");

        var digest = (await File.ReadAllTextAsync(_bench["digest"])).Trim();
        (await _bench.RunAsync("crane", "digest", _repository + ":1")).ShouldBe(digest);
        var manifest = await _bench.RunAsync("crane", "manifest", _repository + ":1");
        Workbench.Field(manifest, "layers/0/mediaType").ShouldBe(layerType);
        await _bench.RunAsync("buildah", "rmi", "--all", "--force");
        await _bench.RunAsync("buildah", "pull", "--tls-verify=false", $"docker://{_repository}@{digest}");
        var pulled = await _bench.RunAsync("buildah", "from", $"{_repository}@{digest}");
        var mount = await _bench.RunAsync("buildah", "mount", pulled);
        (await File.ReadAllBytesAsync(Path.Combine(mount, "opt/noise"))).ShouldBe(noise);
        await _bench.RunAsync("buildah", "umount", pulled);
    }
}
