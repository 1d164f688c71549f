using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Conformance;

/// <summary>One section for each shape of content: push, list, head, pull and delete it. Referrers have a class of their own.</summary>
public class ImageShapeTests(RegistryFixture registry)
{
    public static TheoryData<string> Shapes => [.. ImageShape.Names];

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Can_be_pushed_by_digest_and_by_tag(string shape)
    {
        var made = ImageShape.Make(shape);
        var repository = RepositoryOnWire.New(registry.Wire);
        foreach (var blob in made.Blobs) await repository.PushAsync(blob);

        foreach (var (reference, manifest) in made.Manifests.Select(m => (m.Digest, m)).Concat(made.Tags.Select(t => (t.Key, t.Value))))
        {
            var pushed = (await repository.PutAsync(manifest, reference)).Expect(201);
            pushed["Docker-Content-Digest"].ShouldBe(manifest.Digest);
            var subject = manifest.Bytes.Length < 100_000 && Json(manifest).TryGetProperty("subject", out var s) ? s.GetProperty("digest").GetString() : null;
            pushed["OCI-Subject"].ShouldBe(subject);
            (await registry.Wire.GetAsync(pushed.Location)).Expect(200).Body.ShouldBe(manifest.Bytes);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Its_tags_are_listed(string shape)
    {
        var made = ImageShape.Make(shape);
        var repository = await made.PushAsync(registry.Wire);

        var list = (await registry.Wire.GetAsync(repository.Path + "/tags/list")).Expect(200).Json;

        list.GetProperty("name").GetString().ShouldBe(repository.Name);
        list.GetProperty("tags").EnumerateArray().Select(t => t.GetString()!).ShouldBe(made.Tags.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Head_tells_type_size_and_digest_of_each_manifest(string shape)
    {
        var made = ImageShape.Make(shape);
        var repository = await made.PushAsync(registry.Wire);

        foreach (var (reference, manifest) in References(made))
        {
            var head = (await registry.Wire.HeadAsync(repository.Manifest(reference), Accept)).Expect(200);
            head.Body.ShouldBeEmpty();
            head["Content-Type"].ShouldBe(manifest.MediaType);
            head["Content-Length"].ShouldBe(manifest.Bytes.Length.ToString());
            head["Docker-Content-Digest"].ShouldBe(manifest.Digest);
        }
        foreach (var blob in made.Blobs) (await registry.Wire.HeadAsync(repository.Blob(blob.Digest))).Expect(200)["Content-Length"].ShouldBe(blob.Bytes.Length.ToString());
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Can_be_pulled_byte_for_byte(string shape)
    {
        var made = ImageShape.Make(shape);
        var repository = await made.PushAsync(registry.Wire);

        foreach (var (reference, manifest) in References(made))
        {
            var got = (await registry.Wire.GetAsync(repository.Manifest(reference), Accept)).Expect(200);
            got.Body.ShouldBe(manifest.Bytes);
            got["Content-Type"].ShouldBe(manifest.MediaType);
            got["Content-Length"].ShouldBe(manifest.Bytes.Length.ToString());
            got["Docker-Content-Digest"].ShouldBe(manifest.Digest);
        }
        foreach (var blob in made.Blobs) (await registry.Wire.GetAsync(repository.Blob(blob.Digest))).Expect(200).Body.ShouldBe(blob.Bytes);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Is_gone_at_once_when_it_was_deleted(string shape)
    {
        var made = ImageShape.Make(shape);
        var repository = await made.PushAsync(registry.Wire);

        foreach (var (tag, manifest) in made.Tags)
        {
            (await registry.Wire.DeleteAsync(repository.Manifest(tag))).Expect(202);
            (await registry.Wire.HeadAsync(repository.Manifest(tag))).Expect(404);
            (await registry.Wire.HeadAsync(repository.Manifest(manifest.Digest))).Expect(200);
        }
        foreach (var manifest in made.Manifests.Reverse())
        {
            (await registry.Wire.DeleteAsync(repository.Manifest(manifest.Digest))).Expect(202);
            (await registry.Wire.HeadAsync(repository.Manifest(manifest.Digest))).Expect(404);
        }
        foreach (var blob in made.Blobs)
        {
            (await registry.Wire.DeleteAsync(repository.Blob(blob.Digest))).Expect(202);
            (await registry.Wire.HeadAsync(repository.Blob(blob.Digest))).Expect(404);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Is_refused_with_the_name_of_what_is_missing_when_a_blob_is(string shape)
    {
        var made = ImageShape.Make(shape);
        var repository = RepositoryOnWire.New(registry.Wire);
        var present = made.Blobs.Where(b => b.Digest == ImageBuilder.EmptyJson().Digest).Select(b => b.Digest).ToHashSet();
        foreach (var manifest in made.Manifests)
        {
            var needed = Needed(manifest).Where(d => !present.Contains(d)).ToList();
            var pushed = await repository.PutAsync(manifest, manifest.Digest);
            if (needed.Count == 0) pushed.Expect(201);
            else pushed.ExpectError(404, "MANIFEST_BLOB_UNKNOWN").Text.ShouldContain(needed[0]);
            (await registry.Wire.HeadAsync(repository.Manifest(manifest.Digest))).Expect(needed.Count == 0 ? 200 : 404);
            if (needed.Count == 0) present.Add(manifest.Digest);
        }
    }

    private static (string, string) Accept => ("Accept", $"{ImageBuilder.Index}, {ImageBuilder.Manifest}");

    private static IEnumerable<(string Reference, Content Manifest)> References(ImageShape shape) =>
        shape.Tags.Select(t => (t.Key, t.Value)).Concat(shape.Manifests.Select(m => (m.Digest, m)));

    private static System.Text.Json.JsonElement Json(Content manifest) => System.Text.Json.JsonDocument.Parse(manifest.Bytes).RootElement;

    /// <summary>Digests that the manifest names, without foreign layers and its subject.</summary>
    private static List<string> Needed(Content manifest)
    {
        var json = Json(manifest);
        var descriptors = new List<System.Text.Json.JsonElement>();
        if (json.TryGetProperty("config", out var config)) descriptors.Add(config);
        foreach (var list in new[] { "layers", "manifests" })
        {
            if (json.TryGetProperty(list, out var entries)) descriptors.AddRange(entries.EnumerateArray());
        }
        return [.. descriptors.Where(d => !d.TryGetProperty("urls", out _)).Select(d => d.GetProperty("digest").GetString()!)];
    }
}
