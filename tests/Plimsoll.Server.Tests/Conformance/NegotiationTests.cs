using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Conformance;

/// <summary>What no suite checks and clients depend on: content types, conditional requests, relative locations.</summary>
public class NegotiationTests(RegistryFixture registry)
{
    [Theory]
    [InlineData("application/vnd.docker.distribution.manifest.v2+json")]
    [InlineData("application/vnd.docker.distribution.manifest.v1+prettyjws")]
    [InlineData("text/html")]
    [InlineData("*/*;q=0")]
    [InlineData("")]
    public async Task Accept_never_changes_what_is_stored(string accept)
    {
        var made = ImageShape.Make("image");
        var repository = await made.PushAsync(registry.Wire);

        var got = (await registry.Wire.GetAsync(repository.Manifest("image"), ("Accept", accept))).Expect(200);

        got["Content-Type"].ShouldBe(ImageBuilder.Manifest);
        got.Body.ShouldBe(made.Manifests[0].Bytes);
    }

    [Fact]
    public async Task Nothing_is_compressed_because_lengths_and_digests_must_hold()
    {
        var made = ImageShape.Make("image-uncompressed");
        var repository = await made.PushAsync(registry.Wire);

        foreach (var path in new[] { repository.Manifest("image-uncompressed"), repository.Blob(made.Blobs[1].Digest), repository.Path + "/tags/list", repository.Referrers(made.Manifests[0].Digest) })
        {
            var got = (await registry.Wire.GetAsync(path, ("Accept-Encoding", "zstd;q=1.0, gzip;q=0.8, deflate;q=0.5, br"))).Expect(200);
            got["Content-Encoding"].ShouldBeNull();
            got["Content-Length"].ShouldBe(got.Body.Length.ToString());
        }
    }

    [Fact]
    public async Task Content_types_have_no_parameters()
    {
        var repository = await ImageShape.Make("image").PushAsync(registry.Wire);
        var paths = new[] { "/v2/", "/v2/_catalog", repository.Path + "/tags/list", repository.Manifest("image"), repository.Manifest("none"), repository.Referrers(Content.Random(8).Digest), "/v2/nothing" };

        foreach (var path in paths) (await registry.Wire.GetAsync(path))["Content-Type"].ShouldNotBeNull().ShouldNotContain(";", customMessage: path);
    }

    [Fact]
    public async Task Parameters_of_a_pushed_type_are_ignored()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var index = ImageBuilder.IndexOf([]);

        (await registry.Wire.PutAsync(repository.Manifest("a"), index.Bytes, ("Content-Type", ImageBuilder.Index + "; charset=utf-8"))).Expect(201);

        (await registry.Wire.GetAsync(repository.Manifest("a"))).Expect(200)["Content-Type"].ShouldBe(ImageBuilder.Index);
    }

    [Fact]
    public async Task A_manifest_pushed_without_a_type_has_the_one_it_names()
    {
        var repository = RepositoryOnWire.New(registry.Wire);

        (await registry.Wire.PutAsync(repository.Manifest("a"), ImageBuilder.IndexOf([]).Bytes)).Expect(201);

        (await registry.Wire.GetAsync(repository.Manifest("a"))).Expect(200)["Content-Type"].ShouldBe(ImageBuilder.Index);
    }

    [Fact]
    public async Task What_a_client_has_already_is_not_sent_again()
    {
        var made = ImageShape.Make("image");
        var repository = await made.PushAsync(registry.Wire);

        foreach (var path in new[] { repository.Manifest("image"), repository.Manifest(made.Manifests[0].Digest), repository.Blob(made.Blobs[0].Digest) })
        {
            var etag = (await registry.Wire.GetAsync(path)).Expect(200)["ETag"]!;
            foreach (var match in new[] { etag, "W/" + etag, "\"x\", " + etag, "*" })
            {
                var unchanged = (await registry.Wire.GetAsync(path, ("If-None-Match", match))).Expect(304);
                unchanged.Body.ShouldBeEmpty();
                unchanged["ETag"].ShouldBe(etag);
                (await registry.Wire.HeadAsync(path, ("If-None-Match", match))).Expect(304);
            }
            (await registry.Wire.GetAsync(path, ("If-None-Match", "\"other\""))).Expect(200);
        }
    }

    [Fact]
    public async Task The_tag_of_a_moved_tag_is_another()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        await repository.PutAsync(ImageBuilder.IndexOf([]), "moving");
        var etag = (await registry.Wire.HeadAsync(repository.Manifest("moving"))).Expect(200)["ETag"]!;

        await repository.PutAsync(ImageBuilder.IndexOf([], ",\"annotations\":{\"a\":\"b\"}"), "moving");

        (await registry.Wire.GetAsync(repository.Manifest("moving"), ("If-None-Match", etag))).Expect(200)["ETag"].ShouldNotBe(etag);
    }

    [Fact]
    public async Task Locations_are_relative_whatever_the_Host_header_says()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var content = Content.Random(10);

        var locations = new[]
        {
            (await registry.Wire.PostAsync(repository.Uploads, null, ("Host", "proxy.example.org"), ("X-Forwarded-Proto", "https"))).Expect(202).Location,
            (await registry.Wire.PutAsync(RepositoryOnWire.Close(await repository.StartAsync(), content.Digest), content.Bytes, ("Host", "proxy.example.org"))).Expect(201).Location,
            (await repository.PutAsync(ImageBuilder.IndexOf([]), "latest")).Expect(201).Location,
        };

        locations.ShouldAllBe(l => l.StartsWith(repository.Path + "/", StringComparison.Ordinal));
    }
}
