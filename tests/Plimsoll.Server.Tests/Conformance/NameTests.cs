using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Conformance;

/// <summary>Names at the limits of the grammar, and names made of the words of the API.</summary>
public sealed class NameTests(RegistryFixture registry)
{
    public static TheoryData<string> Good =>
    [
        "a", "0", "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p", "a.b_c__d-e---f/0-0", new string('n', 200), string.Join('/', Enumerable.Repeat("p", 100)), "blobs", "manifests", "tags", "referrers", "uploads",
        "blobs/uploads", "tags/list", "manifests/latest", "a/blobs/uploads", "a/tags/list", "a/referrers/b", "library/debian", "v2", "v2/x",
    ];

    [Theory]
    [MemberData(nameof(Good))]
    public async Task A_good_name_works_everywhere(string name)
    {
        var repository = new RepositoryOnWire(registry.Wire, name);
        var blob = await repository.PushAsync(Content.Random(100));
        var image = ImageBuilder.Image(blob.Descriptor, []);
        (await repository.PutAsync(image, "list")).Expect(201);

        (await registry.Wire.GetAsync(repository.Blob(blob.Digest))).Expect(200).Body.ShouldBe(blob.Bytes);
        (await registry.Wire.GetAsync(repository.Manifest("list"))).Expect(200).Body.ShouldBe(image.Bytes);
        (await registry.Wire.GetAsync(repository.Path + "/tags/list")).Expect(200).Json.GetProperty("name").GetString().ShouldBe(name);
        (await registry.Wire.GetAsync(repository.Referrers(image.Digest))).Expect(200);
        (await registry.Wire.DeleteAsync(repository.Manifest(image.Digest))).Expect(202);
        (await registry.Wire.DeleteAsync(repository.Blob(blob.Digest))).Expect(202);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("_")]
    [InlineData("list")]
    [InlineData("sha256-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.sig")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456Z")]
    public async Task A_good_tag_works_everywhere(string tag)
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var index = ImageBuilder.IndexOf([]);

        (await repository.PutAsync(index, tag)).Expect(201);

        (await registry.Wire.GetAsync(repository.Manifest(tag))).Expect(200).Body.ShouldBe(index.Bytes);
        (await registry.Wire.DeleteAsync(repository.Manifest(tag))).Expect(202);
    }

    [Fact]
    public async Task The_catalog_lists_every_repository_once_in_pages()
    {
        var prefix = "catalog" + ImageBuilder.Unique();
        var names = new[] { $"{prefix}", $"{prefix}-b", $"{prefix}.c", $"{prefix}/a", $"{prefix}/a/b", $"{prefix}/b" };
        foreach (var name in names) (await new RepositoryOnWire(registry.Wire, name).PutAsync(ImageBuilder.IndexOf([]), "latest")).Expect(201);

        var listed = new List<string>();
        for (string? next = "/v2/_catalog?n=2"; next is not null;)
        {
            var page = (await registry.Wire.GetAsync(next)).Expect(200);
            var some = page.Json.GetProperty("repositories").EnumerateArray().Select(r => r.GetString()!).ToList();
            some.Count.ShouldBeLessThanOrEqualTo(2);
            listed.AddRange(some);
            next = Links.Next(page);
        }

        listed.Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).ShouldBe(names.Order(StringComparer.Ordinal));
        listed.ShouldBe(listed.Distinct().Order(StringComparer.Ordinal));
    }
}
