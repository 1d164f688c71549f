using Plimsoll.Core;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Conformance;

/// <summary>Sections "mount", "mount anonymous" and "mount missing" for each algorithm.</summary>
public class MountTests(RegistryFixture registry)
{
    public static MatrixTheoryData<DigestAlgorithm, int> Blobs { get; } = new(Enum.GetValues<DigestAlgorithm>(), [512, 20_000]);

    [Theory]
    [MemberData(nameof(Blobs))]
    public async Task Mounts_from_a_repository(DigestAlgorithm algorithm, int size)
    {
        var (source, target) = (RepositoryOnWire.New(registry.Wire), RepositoryOnWire.New(registry.Wire));
        var content = await source.PushAsync(Content.Random(size, algorithm));

        var mounted = (await registry.Wire.PostAsync($"{target.Uploads}?mount={content.Digest}&from={source.Name}")).Expect(201);

        mounted["Docker-Content-Digest"].ShouldBe(content.Digest);
        (await registry.Wire.GetAsync(mounted.Location)).Expect(200).Body.ShouldBe(content.Bytes);
        (await registry.Wire.HeadAsync(target.Blob(content.Digest))).Expect(200);
    }

    [Theory]
    [MemberData(nameof(Blobs))]
    public async Task Mounts_without_a_source(DigestAlgorithm algorithm, int size)
    {
        var (source, target) = (RepositoryOnWire.New(registry.Wire), RepositoryOnWire.New(registry.Wire));
        var content = await source.PushAsync(Content.Random(size, algorithm));

        var mounted = (await registry.Wire.PostAsync($"{target.Uploads}?mount={content.Digest}")).Expect(201);

        (await registry.Wire.GetAsync(mounted.Location)).Expect(200).Body.ShouldBe(content.Bytes);
    }

    [Theory]
    [MemberData(nameof(Blobs))]
    public async Task A_missing_blob_starts_an_upload(DigestAlgorithm algorithm, int size)
    {
        var (source, target) = (RepositoryOnWire.New(registry.Wire), RepositoryOnWire.New(registry.Wire));
        var content = Content.Random(size, algorithm);
        foreach (var query in new[] { $"?mount={content.Digest}&from={source.Name}", $"?mount={content.Digest}" })
        {
            var started = (await registry.Wire.PostAsync(target.Uploads + query)).Expect(202);
            (await registry.Wire.HeadAsync(target.Blob(content.Digest))).Expect(404);

            (await registry.Wire.PutAsync(RepositoryOnWire.Close(started.Location, content.Digest), content.Bytes)).Expect(201);

            (await registry.Wire.DeleteAsync(target.Blob(content.Digest))).Expect(202);
        }
    }

    [Fact]
    public async Task A_source_that_lacks_what_others_have_starts_an_upload()
    {
        var (source, other, target) = (RepositoryOnWire.New(registry.Wire), RepositoryOnWire.New(registry.Wire), RepositoryOnWire.New(registry.Wire));
        var content = await other.PushAsync(Content.Random(512));

        (await registry.Wire.PostAsync($"{target.Uploads}?mount={content.Digest}&from={source.Name}")).Expect(202);
    }

    [Fact]
    public async Task Deleting_the_source_leaves_the_mounted_blob()
    {
        var (source, target) = (RepositoryOnWire.New(registry.Wire), RepositoryOnWire.New(registry.Wire));
        var content = await source.PushAsync(Content.Random(20_000));
        (await registry.Wire.PostAsync($"{target.Uploads}?mount={content.Digest}&from={source.Name}")).Expect(201);

        (await registry.Wire.DeleteAsync(source.Blob(content.Digest))).Expect(202);

        (await registry.Wire.GetAsync(target.Blob(content.Digest))).Expect(200).Body.ShouldBe(content.Bytes);
        (await registry.Wire.HeadAsync(source.Blob(content.Digest))).Expect(404);
    }

    [Fact]
    public async Task Mounting_what_is_there_already_is_no_error()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var content = await repository.PushAsync(Content.Random(512));

        (await registry.Wire.PostAsync($"{repository.Uploads}?mount={content.Digest}&from={repository.Name}")).Expect(201);
        (await registry.Wire.GetAsync(repository.Blob(content.Digest))).Expect(200).Body.ShouldBe(content.Bytes);
    }

    [Fact]
    public async Task The_upload_that_a_failed_mount_began_can_be_cancelled()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var started = (await registry.Wire.PostAsync($"{repository.Uploads}?mount={Content.Random(8).Digest}&from=no/such")).Expect(202);

        (await registry.Wire.DeleteAsync(started.Location)).Expect(204);
    }
}
