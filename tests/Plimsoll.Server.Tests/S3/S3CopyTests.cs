using Amazon.S3.Model;
using Microsoft.Extensions.DependencyInjection;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Storage.Blobs.Caching;
using Plimsoll.Tests.Storage.Blobs.S3;

namespace Plimsoll.Server.Tests.S3;

/// <summary>What was pulled once is pulled again without the store, by those who may.</summary>
public sealed class S3CopyTests(S3Registry registry) : IClassFixture<S3Registry>
{
    [Fact]
    public async Task A_second_pull_needs_no_store_and_asks_the_same_rights()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var content = await repository.PushAsync(Content.Random(3_000_000));
        (await registry.Wire.GetAsync(repository.Blob(content.Digest))).Expect(200).Body.AsSpan().SequenceEqual(content.Bytes).ShouldBeTrue();
        await EmptyAsync();

        (await registry.Wire.GetAsync(repository.Blob(content.Digest))).Expect(200).Body.AsSpan().SequenceEqual(content.Bytes).ShouldBeTrue();
        (await registry.Wire.GetAsync(repository.Blob(content.Digest), ("Range", "bytes=1000-1999999"))).Expect(206).Body.AsSpan().SequenceEqual(content.Bytes.AsSpan(1000, 1_999_000)).ShouldBeTrue();
        (await registry.Anonymous.GetAsync(repository.Blob(content.Digest))).Status.ShouldBe(401);
        registry.Server.Services.GetRequiredService<BlobCache>().Hits.ShouldBe(2);

        (await registry.Wire.DeleteAsync(repository.Blob(content.Digest))).Expect(202);
        (await registry.Wire.GetAsync(repository.Blob(content.Digest))).ExpectError(404, "BLOB_UNKNOWN");
    }

    private async Task EmptyAsync()
    {
        using var client = registry.Swift.NewClient();
        var prefix = registry.Server.Services.GetRequiredService<ServerOptions>().Blobs.S3.Prefix;
        var listed = await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = SwiftServer.Bucket, Prefix = prefix }, TestContext.Current.CancellationToken);
        foreach (var found in listed.S3Objects) await client.DeleteObjectAsync(SwiftServer.Bucket, found.Key, TestContext.Current.CancellationToken);
    }
}
