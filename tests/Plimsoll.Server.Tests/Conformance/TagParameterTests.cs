using Plimsoll.Core;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Conformance;

/// <summary>Sections "tag-param-sha256" and "tag-param-sha512": several tags in one push (distribution-spec development branch, "Pushing Manifests").</summary>
public class TagParameterTests(RegistryFixture registry)
{
    [Theory]
    [InlineData(DigestAlgorithm.Sha256, 1)]
    [InlineData(DigestAlgorithm.Sha256, 10)]
    [InlineData(DigestAlgorithm.Sha256, 50)]
    [InlineData(DigestAlgorithm.Sha512, 1)]
    [InlineData(DigestAlgorithm.Sha512, 10)]
    [InlineData(DigestAlgorithm.Sha512, 50)]
    public async Task Every_tag_is_made_and_named_in_the_answer(DigestAlgorithm algorithm, int count)
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var manifest = ImageBuilder.IndexOf([], algorithm: algorithm);
        var tags = Enumerable.Range(0, count).Select(i => $"tag-{i:00}").ToList();

        var pushed = (await PutAsync(repository, manifest, tags)).Expect(201);

        pushed["OCI-Tag"]!.Split(',', StringSplitOptions.TrimEntries).ShouldBe(tags, ignoreOrder: true);
        pushed["Docker-Content-Digest"].ShouldBe(manifest.Digest);
        foreach (var tag in tags) (await registry.Wire.HeadAsync(repository.Manifest(tag))).Expect(200)["Docker-Content-Digest"].ShouldBe(manifest.Digest);
    }

    [Fact]
    public async Task A_whole_index_can_be_tagged_on_the_way()
    {
        var shape = ImageShape.Make("sha512");
        var repository = RepositoryOnWire.New(registry.Wire);
        foreach (var blob in shape.Blobs) await repository.PushAsync(blob);

        foreach (var (manifest, i) in shape.Manifests.Select((m, i) => (m, i))) (await PutAsync(repository, manifest, [$"part-{i}", $"also-{i}"])).Expect(201);

        foreach (var (manifest, i) in shape.Manifests.Select((m, i) => (m, i))) (await registry.Wire.GetAsync(repository.Manifest($"also-{i}"))).Expect(200).Body.ShouldBe(manifest.Bytes);
    }

    [Fact]
    public async Task A_tag_that_is_none_makes_none_of_them()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var manifest = ImageBuilder.IndexOf([]);

        (await PutAsync(repository, manifest, ["good", "-bad", "also-good"])).ExpectError(400, "MANIFEST_INVALID");

        (await registry.Wire.HeadAsync(repository.Manifest("good"))).Expect(404);
        (await registry.Wire.HeadAsync(repository.Manifest(manifest.Digest))).Expect(404);
    }

    [Fact]
    public async Task Too_many_are_refused_as_a_whole()
    {
        var repository = RepositoryOnWire.New(registry.Wire);

        (await PutAsync(repository, ImageBuilder.IndexOf([]), [.. Enumerable.Range(0, 150).Select(i => "t" + i)])).ExpectError(414, "MANIFEST_INVALID");

        (await registry.Wire.HeadAsync(repository.Manifest("t0"))).Expect(404);
    }

    [Fact]
    public async Task A_push_without_them_names_none() =>
        (await RepositoryOnWire.New(registry.Wire).PutAsync(ImageBuilder.IndexOf([]), "latest")).Expect(201)["OCI-Tag"].ShouldBeNull();

    private Task<Answer> PutAsync(RepositoryOnWire repository, Content manifest, IReadOnlyList<string> tags) =>
        registry.Wire.PutAsync($"{repository.Manifest(manifest.Digest)}?{string.Join('&', tags.Select(t => "tag=" + t))}", manifest.Bytes, ("Content-Type", manifest.MediaType));
}
