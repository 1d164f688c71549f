using Plimsoll.Core;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Conformance;

/// <summary>Sections "sha256 blobs" and "sha512 blobs": every way to push, and what can be done with the blob afterwards.</summary>
public class BlobTests(RegistryFixture registry)
{
    public static MatrixTheoryData<DigestAlgorithm, BlobWay> AllWays { get; } = new(Enum.GetValues<DigestAlgorithm>(), Enum.GetValues<BlobWay>());

    public static MatrixTheoryData<DigestAlgorithm, BlobWay, int> Sizes { get; } = new(Enum.GetValues<DigestAlgorithm>(), Enum.GetValues<BlobWay>(), [0, 1, 2, 8192, 8193, 300_000]);

    [Theory]
    [MemberData(nameof(AllWays))]
    public async Task A_pushed_blob_is_where_Location_says(DigestAlgorithm algorithm, BlobWay way)
    {
        var (_, content, pushed) = await PushAsync(algorithm, way);

        pushed.Expect(201)["Docker-Content-Digest"].ShouldBe(content.Digest);
        (await registry.Wire.GetAsync(pushed.Location)).Expect(200).Body.ShouldBe(content.Bytes);
    }

    [Theory]
    [MemberData(nameof(AllWays))]
    public async Task Head_tells_its_size_and_digest_without_a_body(DigestAlgorithm algorithm, BlobWay way)
    {
        var (repository, content, _) = await PushAsync(algorithm, way);

        var head = (await registry.Wire.HeadAsync(repository.Blob(content.Digest))).Expect(200);

        head.Body.ShouldBeEmpty();
        head["Content-Length"].ShouldBe("512");
        head["Docker-Content-Digest"].ShouldBe(content.Digest);
    }

    [Theory]
    [MemberData(nameof(AllWays))]
    public async Task Get_gives_the_exact_bytes(DigestAlgorithm algorithm, BlobWay way)
    {
        var (repository, content, _) = await PushAsync(algorithm, way);

        var got = (await registry.Wire.GetAsync(repository.Blob(content.Digest))).Expect(200);

        got.Body.ShouldBe(content.Bytes);
        got["Content-Length"].ShouldBe("512");
        got["Docker-Content-Digest"].ShouldBe(content.Digest);
        got["Content-Type"].ShouldBe("application/octet-stream");
    }

    [Theory]
    [MemberData(nameof(AllWays))]
    public async Task Is_gone_at_once_when_it_was_deleted(DigestAlgorithm algorithm, BlobWay way)
    {
        var (repository, content, _) = await PushAsync(algorithm, way);

        (await registry.Wire.DeleteAsync(repository.Blob(content.Digest))).Expect(202);

        (await registry.Wire.HeadAsync(repository.Blob(content.Digest))).Expect(404);
        (await registry.Wire.GetAsync(repository.Blob(content.Digest))).ExpectError(404, "BLOB_UNKNOWN");
        (await registry.Wire.DeleteAsync(repository.Blob(content.Digest))).ExpectError(404, "BLOB_UNKNOWN");
    }

    [Theory]
    [MemberData(nameof(AllWays))]
    public async Task Can_come_back_after_it_was_deleted(DigestAlgorithm algorithm, BlobWay way)
    {
        var (repository, content, _) = await PushAsync(algorithm, way);
        (await registry.Wire.DeleteAsync(repository.Blob(content.Digest))).Expect(202);

        (await BlobPusher.PushAsync(repository, content, way)).Expect(201);

        (await registry.Wire.GetAsync(repository.Blob(content.Digest))).Expect(200).Body.ShouldBe(content.Bytes);
    }

    [Theory]
    [MemberData(nameof(AllWays))]
    public async Task A_wrong_digest_is_refused_and_nothing_is_stored(DigestAlgorithm algorithm, BlobWay way)
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var content = Content.Random(512, algorithm);
        var corrupt = content with { Bytes = [.. content.Bytes, .. "oh no"u8] };

        (await BlobPusher.PushAsync(repository, corrupt, way)).ExpectError(400, "DIGEST_INVALID");

        (await registry.Wire.HeadAsync(repository.Blob(content.Digest))).Expect(404);
        (await registry.Wire.HeadAsync(repository.Blob(Content.Of(corrupt.Bytes, algorithm).Digest))).Expect(404);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Every_size_can_be_pushed_in_every_way(DigestAlgorithm algorithm, BlobWay way, int size)
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var content = Content.Random(size, algorithm);

        (await BlobPusher.PushAsync(repository, content, way)).Expect(201);

        var got = (await registry.Wire.GetAsync(repository.Blob(content.Digest))).Expect(200);
        got.Body.ShouldBe(content.Bytes);
        got["Content-Length"].ShouldBe(size.ToString());
        (await registry.Wire.HeadAsync(repository.Blob(content.Digest))).Expect(200)["Content-Length"].ShouldBe(size.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    public async Task Well_known_contents_live_like_all_others(string text)
    {
        foreach (var algorithm in Enum.GetValues<DigestAlgorithm>())
        {
            foreach (var way in Enum.GetValues<BlobWay>())
            {
                var repository = RepositoryOnWire.New(registry.Wire);
                var content = Content.Of(System.Text.Encoding.ASCII.GetBytes(text), algorithm);
                (await BlobPusher.PushAsync(repository, content, way)).Expect(201);
                (await registry.Wire.HeadAsync(repository.Blob(content.Digest))).Expect(200)["Content-Length"].ShouldBe(text.Length.ToString());
                (await registry.Wire.GetAsync(repository.Blob(content.Digest))).Expect(200).Text.ShouldBe(text);
                (await registry.Wire.DeleteAsync(repository.Blob(content.Digest))).Expect(202);
                (await registry.Wire.HeadAsync(repository.Blob(content.Digest))).Expect(404);
                (await BlobPusher.PushAsync(repository, content, way)).Expect(201);
                (await registry.Wire.HeadAsync(repository.Blob(content.Digest))).Expect(200);
            }
        }
    }

    [Theory]
    [InlineData(DigestAlgorithm.Sha256, "sha512")]
    [InlineData(DigestAlgorithm.Sha512, "sha512")]
    [InlineData(DigestAlgorithm.Sha512, "sha256")]
    public async Task The_algorithm_announced_at_the_start_is_a_hint(DigestAlgorithm algorithm, string announced)
    {
        foreach (var way in new[] { BlobWay.PostThenPut, BlobWay.ChunkedMulti, BlobWay.ChunkedWithTheLastInThePut, BlobWay.Stream })
        {
            var repository = RepositoryOnWire.New(registry.Wire);
            var content = Content.Random(20_000, algorithm);

            (await BlobPusher.PushAsync(repository, content, way, "?digest-algorithm=" + announced)).Expect(201)["Docker-Content-Digest"].ShouldBe(content.Digest);

            (await registry.Wire.GetAsync(repository.Blob(content.Digest))).Expect(200).Body.ShouldBe(content.Bytes);
        }
    }

    [Fact]
    public async Task One_content_under_two_algorithms_is_two_blobs()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var content = Content.Random(9000);
        await repository.PushAsync(content);
        var other = Content.Of(content.Bytes, DigestAlgorithm.Sha512);

        (await registry.Wire.HeadAsync(repository.Blob(other.Digest))).Expect(404);
        await repository.PushAsync(other);
        (await registry.Wire.DeleteAsync(repository.Blob(content.Digest))).Expect(202);

        (await registry.Wire.GetAsync(repository.Blob(other.Digest))).Expect(200).Body.ShouldBe(content.Bytes);
    }

    [Fact]
    public async Task A_blob_of_one_repository_is_none_of_another()
    {
        var content = await RepositoryOnWire.New(registry.Wire).PushAsync(Content.Random(512));

        (await registry.Wire.HeadAsync(RepositoryOnWire.New(registry.Wire).Blob(content.Digest))).Expect(404);
    }

    private async Task<(RepositoryOnWire Repository, Content Content, Answer Pushed)> PushAsync(DigestAlgorithm algorithm, BlobWay way)
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var content = Content.Random(512, algorithm);
        return (repository, content, (await BlobPusher.PushAsync(repository, content, way)).Expect(201));
    }
}
