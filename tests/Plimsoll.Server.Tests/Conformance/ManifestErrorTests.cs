using Plimsoll.Core;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Conformance;

/// <summary>Sections "bad-digest-image", "missing-manifest", "invalid-digest-format" and "sparse", and what the older suite asks of manifests.</summary>
public class ManifestErrorTests(RegistryFixture registry)
{
    [Theory]
    [InlineData(DigestAlgorithm.Sha256)]
    [InlineData(DigestAlgorithm.Sha512)]
    public async Task A_body_with_another_digest_is_refused_and_not_stored(DigestAlgorithm algorithm)
    {
        var shape = new ImageShape();
        var manifest = shape.Image(algorithm: algorithm);
        var repository = RepositoryOnWire.New(registry.Wire);
        foreach (var blob in shape.Blobs) await repository.PushAsync(blob);
        byte[] padded = [.. manifest.Bytes, .. "  "u8];

        (await registry.Wire.PutAsync(repository.Manifest(manifest.Digest), padded, ("Content-Type", manifest.MediaType))).ExpectError(400, "DIGEST_INVALID");

        (await registry.Wire.HeadAsync(repository.Manifest(manifest.Digest))).Expect(404);
        (await registry.Wire.HeadAsync(repository.Manifest(Content.Of(padded, algorithm).Digest))).Expect(404);
    }

    [Fact]
    public async Task A_missing_manifest_is_404_by_digest_and_by_tag()
    {
        var repository = await ImageShape.Make("image").PushAsync(registry.Wire);

        (await registry.Wire.GetAsync(repository.Manifest(Content.Random(8).Digest))).ExpectError(404, "MANIFEST_UNKNOWN");
        (await registry.Wire.GetAsync(repository.Manifest("missing-" + ImageBuilder.Unique()))).ExpectError(404, "MANIFEST_UNKNOWN");
        (await registry.Wire.HeadAsync(repository.Manifest(Content.Random(8).Digest))).Expect(404);
        (await registry.Wire.HeadAsync(repository.Manifest("missing"))).Expect(404);
        (await registry.Wire.DeleteAsync(repository.Manifest(Content.Random(8).Digest))).ExpectError(404, "MANIFEST_UNKNOWN");
        (await registry.Wire.DeleteAsync(repository.Manifest("missing"))).ExpectError(404, "MANIFEST_UNKNOWN");
    }

    [Fact]
    public async Task A_digest_that_is_none_is_refused()
    {
        var repository = await ImageShape.Make("image").PushAsync(registry.Wire);
        var manifest = ImageBuilder.IndexOf([]);

        (await repository.PutAsync(manifest, "sha256:baddigeststring")).ExpectError(400, "DIGEST_INVALID");
        (await registry.Wire.GetAsync(repository.Manifest("sha256:baddigeststring"))).ExpectError(400, "DIGEST_INVALID");
        (await registry.Wire.GetAsync(repository.Blob("sha256:baddigeststring"))).ExpectError(400, "DIGEST_INVALID");
        (await registry.Wire.HeadAsync(repository.Manifest(manifest.Digest))).Expect(404);
    }

    /// <summary>The older suite asks for a tag that cannot exist, and wants the answer for one that does not.</summary>
    [Theory]
    [InlineData(".INVALID_MANIFEST_NAME")]
    [InlineData("-")]
    [InlineData("%20")]
    public async Task A_tag_that_cannot_exist_does_not_exist(string tag)
    {
        var repository = await ImageShape.Make("image").PushAsync(registry.Wire);

        (await registry.Wire.GetAsync(repository.Manifest(tag))).ExpectError(404, "MANIFEST_UNKNOWN");
        (await registry.Wire.HeadAsync(repository.Manifest(tag))).Expect(404);
        (await repository.PutAsync(ImageBuilder.IndexOf([]), tag)).ExpectError(400, "MANIFEST_INVALID");
    }

    [Fact]
    public async Task A_body_that_is_no_manifest_is_refused()
    {
        var repository = RepositoryOnWire.New(registry.Wire);

        (await registry.Wire.PutAsync(repository.Manifest("latest"), "blablabla"u8.ToArray(), ("Content-Type", ImageBuilder.Manifest))).ExpectError(400, "MANIFEST_INVALID");

        (await registry.Wire.HeadAsync(repository.Manifest("latest"))).Expect(404);
    }

    [Fact]
    public async Task An_index_without_its_children_is_refused_unless_the_repository_is_meant_for_it()
    {
        var child = Content.Random(8) with { MediaType = ImageBuilder.Manifest };
        var index = ImageBuilder.IndexOf([child.Descriptor]);
        var repository = RepositoryOnWire.New(registry.Wire);

        (await repository.PutAsync(index, "sparse")).ExpectError(404, "MANIFEST_BLOB_UNKNOWN").Text.ShouldContain(child.Digest);

        (await registry.Wire.HeadAsync(repository.Manifest("sparse"))).Expect(404);
    }

    [Fact]
    public async Task A_manifest_of_exactly_four_mebibytes_is_accepted_and_one_byte_more_is_not()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var head = ImageBuilder.IndexOf([]).Bytes;
        var largest = new byte[4 << 20];
        largest.AsSpan().Fill((byte)' ');
        head.CopyTo(largest, 0);

        (await registry.Wire.PutAsync(repository.Manifest("max"), largest, ("Content-Type", ImageBuilder.Index))).Expect(201);
        (await registry.Wire.GetAsync(repository.Manifest("max"))).Expect(200).Body.ShouldBe(largest);
        (await registry.Wire.PutAsync(repository.Manifest("more"), [.. largest, (byte)' '], ("Content-Type", ImageBuilder.Index))).ExpectError(413, "SIZE_INVALID");
        (await registry.Wire.SendAsync("PUT", repository.Manifest("more"), new UnknownLength([.. largest, (byte)' ']), ("Content-Type", ImageBuilder.Index))).ExpectError(413, "SIZE_INVALID");
        (await registry.Wire.HeadAsync(repository.Manifest("more"))).Expect(404);
    }
}
