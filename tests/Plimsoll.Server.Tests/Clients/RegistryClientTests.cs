using Plimsoll.Client;
using Plimsoll.Client.Auth;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Server.Tests.Clients;

/// <summary>Our own client against a registry that others wrote, with content that other clients pushed and read.</summary>
public sealed class RegistryClientTests : IClassFixture<PeerRegistry>, IDisposable
{
    private readonly PeerRegistry _peer;
    private readonly Workbench _bench;
    private readonly RegistryClient _client;

    public RegistryClientTests(PeerRegistry peer)
    {
        _peer = peer;
        _bench = new Workbench(peer.Host);
        _client = new RegistryClient(peer.Host, new() { Credentials = [new GivenCredential(new Credential.Password("admin", RunningServer.Password))] });
    }

    public void Dispose()
    {
        _client.Dispose();
        _bench.Dispose();
    }

    [Fact]
    public async Task Reads_what_crane_pushed()
    {
        var image = await SampleImage.MakeAsync(_bench);
        await _bench.RunAsync("crane", "push", "layout", $"{_peer.Host}/read/image:1");
        var repository = Repository("read/image");

        var resolved = await repository.ResolveAsync("1", default);
        var manifest = (await repository.FetchManifestAsync("1", default)).Read();
        var blobs = new List<string> { image.Digest["sha256:".Length..] };
        foreach (var blob in manifest.Layers.Append(manifest.Config!))
        {
            await using var stream = await repository.OpenBlobAsync(blob, 0, default);
            await stream.CopyToAsync(Stream.Null);
            blobs.Add(blob.Digest.Hex);
        }

        resolved!.Digest.Value.ShouldBe(image.Digest);
        blobs.Order(StringComparer.Ordinal).ShouldBe(SampleImage.ProvenBlobs(image.Layout));
    }

    [Fact]
    public async Task Reads_a_blob_from_the_middle()
    {
        var image = await SampleImage.MakeAsync(_bench);
        await _bench.RunAsync("crane", "push", "layout", $"{_peer.Host}/range/image:1");
        var repository = Repository("range/image");
        var layer = (await repository.FetchManifestAsync("1", default)).Read().Layers[1];
        using var tail = new MemoryStream();

        await using (var stream = await repository.OpenBlobAsync(layer, 1000, default)) await stream.CopyToAsync(tail);

        tail.ToArray().ShouldBe(File.ReadAllBytes(Path.Combine(image.Layout, "blobs", "sha256", layer.Digest.Hex))[1000..]);
    }

    [Fact]
    public async Task Lists_tags_and_finds_referrers_under_the_fallback_tag()
    {
        await SampleImage.MakeAsync(_bench);
        await _bench.RunAsync("crane", "push", "layout", $"{_peer.Host}/list/image:1");
        await _bench.RunAsync("crane", "tag", $"{_peer.Host}/list/image:1", "2");
        await File.WriteAllTextAsync(_bench["sbom.json"], "{}");
        await _bench.RunAsync("oras", "attach", "--plain-http", "--artifact-type", "application/vnd.example.sbom", $"{_peer.Host}/list/image:1", "sbom.json");
        var repository = Repository("list/image");
        var subject = (await repository.ResolveAsync("1", default))!.Digest;

        var tags = await repository.ListTagsAsync(default).Select(tag => tag.Value).ToListAsync();
        var referrers = await repository.ListReferrersAsync(subject, null, default).ToListAsync();

        tags.Order(StringComparer.Ordinal).ShouldBe(["1", "2", Tag.ReferrersFallbackOf(subject).Value]);
        referrers.ShouldHaveSingleItem().ArtifactType.ShouldBe("application/vnd.example.sbom");
    }

    [Fact]
    public async Task Pushes_and_mounts_what_crane_finds_valid()
    {
        var image = await SampleImage.MakeAsync(_bench);
        var content = await File.ReadAllBytesAsync(BlobFile(image, Digest.Parse(image.Digest)));
        var manifest = ManifestReader.Read(content, null);
        var (first, second) = (Repository("push/one"), Repository("push/two"));

        foreach (var blob in manifest.Layers.Append(manifest.Config!))
        {
            (await first.HasBlobAsync(blob.Digest, default)).ShouldBeFalse();
            await using var stream = File.OpenRead(BlobFile(image, blob.Digest));
            await first.PushBlobAsync(blob, stream, default);
            (await first.HasBlobAsync(blob.Digest, default)).ShouldBeTrue();
            (await second.MountBlobAsync(blob.Digest, first.Name, default)).ShouldBeTrue();
        }
        foreach (var repository in new[] { first, second })
        {
            (await repository.PushManifestAsync("1", MediaTypes.OciManifest, content, default)).ShouldBe(new PushedManifest(Digest.Parse(image.Digest), SubjectIndexed: false));
            await _bench.RunAsync("crane", "validate", "--remote", $"{_peer.Host}/{repository.Name}:1");
        }
        (await first.MountBlobAsync(Digest.Of("nowhere"u8), second.Name, default)).ShouldBeFalse();
    }

    [Fact]
    public async Task Reads_the_login_that_crane_left()
    {
        using var stranger = new Workbench(_peer.Host, loggedIn: false);
        await stranger.RunAsync("crane", "auth", "login", _peer.Host, "-u", "admin", "-p", RunningServer.Password);
        using var anonymous = new RegistryClient(_peer.Host);
        using var known = new RegistryClient(_peer.Host, new() { Credentials = [DockerConfig.Load(name => name == "HOME" ? stranger.Folder : null)] });

        (await Should.ThrowAsync<RegistryException>(() => anonymous.PingAsync(default))).Code.ShouldBe("UNAUTHORIZED");
        await known.PingAsync(default);
    }

    [Fact]
    public async Task Knows_what_is_not_there()
    {
        var repository = Repository("none/such");

        (await repository.ResolveAsync("1", default)).ShouldBeNull();
        (await Should.ThrowAsync<RegistryException>(() => repository.FetchManifestAsync("1", default))).ShouldSatisfyAllConditions(
            e => e.IsNotFound.ShouldBeTrue(),
            e => e.Code.ShouldBe("MANIFEST_UNKNOWN"));
        (await Should.ThrowAsync<RegistryException>(() => repository.OpenBlobAsync(new Descriptor { MediaType = "x/y", Digest = Digest.Of("?"u8), Size = 1 }, 0, default))).IsNotFound.ShouldBeTrue();
    }

    private RemoteRepository Repository(string name) => _client.Repository(RepositoryName.Parse(name));

    private static string BlobFile(SampleImage image, Digest digest) => Path.Combine(image.Layout, "blobs", "sha256", digest.Hex);
}
