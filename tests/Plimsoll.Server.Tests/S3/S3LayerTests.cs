using System.Net;
using System.Security.Cryptography;
using Amazon.S3.Model;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Tests.Storage.Blobs.S3;

namespace Plimsoll.Server.Tests.S3;

/// <summary>Layers of more than one part, in chunks of every size, and what is in the bucket afterwards.</summary>
public sealed class S3LayerTests(S3Registry registry) : IClassFixture<S3Registry>
{
    private const int Part = 5 << 20;

    [Fact]
    public async Task Tells_how_large_a_chunk_should_be() =>
        (await registry.Wire.PostAsync(RepositoryOnWire.New(registry.Wire).Uploads)).Expect(202)["OCI-Chunk-Min-Length"].ShouldBe("5242880");

    [Theory]
    [InlineData(1_000_000, 7_500_000, false)]
    [InlineData(4_000_000, 13_000_000, true)]
    [InlineData(Part, 3 * Part, false)]
    [InlineData(Part, 3 * Part, true)]
    [InlineData(6_000_000, 20_000_000, true)]
    [InlineData(11_000_000, 25_000_000, false)]
    public async Task Chunks_of_any_size_become_one_blob(int chunk, int size, bool lastInPut)
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var content = Content.Random(size);
        var location = await repository.StartAsync();
        var start = 0;
        for (; start < size - (lastInPut ? chunk : 0); start += chunk)
        {
            var end = Math.Min(start + chunk, size);
            var patched = (await registry.Wire.PatchAsync(location, content.Bytes[start..end], ("Content-Range", $"{start}-{end - 1}"))).Expect(202);
            patched["Range"].ShouldBe($"0-{end - 1}");
            location = patched.Location;
        }
        (await registry.Wire.PutAsync(RepositoryOnWire.Close(location, content.Digest), lastInPut ? content.Bytes[start..] : [])).Expect(201);

        var got = (await registry.Wire.GetAsync(repository.Blob(content.Digest))).Expect(200);
        got.Body.AsSpan().SequenceEqual(content.Bytes).ShouldBeTrue();
        (await registry.Wire.HeadAsync(repository.Blob(content.Digest))).Expect(200)["Content-Length"].ShouldBe($"{size}");
        (await ObjectsAsync()).ShouldContain(size);
    }

    [Fact]
    public async Task A_refused_closing_request_leaves_a_large_upload_as_it_was()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var content = Content.Random(14_000_000);
        var location = (await registry.Wire.PatchAsync(await repository.StartAsync(), content.Bytes[..8_000_000])).Expect(202).Location;

        (await registry.Wire.PutAsync(RepositoryOnWire.Close(location, content.Digest), new byte[6_000_000])).ExpectError(400, "DIGEST_INVALID");
        (await registry.Wire.GetAsync(location)).Expect(204)["Range"].ShouldBe("0-7999999");
        (await registry.Wire.PutAsync(RepositoryOnWire.Close(location, content.Digest), content.Bytes[8_000_000..])).Expect(201);

        (await registry.Wire.GetAsync(repository.Blob(content.Digest))).Expect(200).Body.AsSpan().SequenceEqual(content.Bytes).ShouldBeTrue();
    }

    /// <summary>The hash that ran along is of the other kind, so that the bytes must be read again, which a store can do only when the upload is complete.</summary>
    [Fact]
    public async Task Another_hash_function_at_the_end_is_no_obstacle()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var content = RandomNumberGenerator.GetBytes(7_000_000);
        var digest = "sha512:" + Convert.ToHexStringLower(SHA512.HashData(content));
        var location = (await registry.Wire.PatchAsync(await repository.StartAsync(), content)).Expect(202).Location;

        (await registry.Wire.PutAsync(RepositoryOnWire.Close(location, digest))).Expect(201);

        (await registry.Wire.GetAsync(repository.Blob(digest))).Expect(200).Body.AsSpan().SequenceEqual(content).ShouldBeTrue();
    }

    [Fact]
    public async Task A_wrong_digest_of_another_hash_function_ends_the_upload_because_nothing_can_go_on_with_it()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var location = (await registry.Wire.PatchAsync(await repository.StartAsync(), new byte[7_000_000])).Expect(202).Location;

        (await registry.Wire.PutAsync(RepositoryOnWire.Close(location, "sha512:" + new string('0', 128)))).ExpectError(400, "DIGEST_INVALID").Text.ShouldContain("start a new one");

        (await registry.Wire.GetAsync(location)).ExpectError(404, "BLOB_UPLOAD_UNKNOWN");
        (await registry.Wire.PatchAsync(location, new byte[10])).ExpectError(404, "BLOB_UPLOAD_UNKNOWN");
    }

    [Fact]
    public async Task A_cancelled_upload_is_gone_for_good_when_its_key_is_given_up()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var location = (await registry.Wire.PatchAsync(await repository.StartAsync(), new byte[9_000_000])).Expect(202).Location;
        (await registry.Wire.DeleteAsync(location)).Expect(204);
        (await registry.Wire.PatchAsync(location, new byte[10])).ExpectError(404, "BLOB_UPLOAD_UNKNOWN");
    }

    private async Task<IReadOnlyList<long>> ObjectsAsync()
    {
        using var client = registry.Swift.NewClient();
        var listed = await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = SwiftServer.Bucket }, TestContext.Current.CancellationToken);
        return [.. listed.S3Objects.Select(o => o.Size ?? 0)];
    }
}

/// <summary>Clients read from the store itself, where that is set.</summary>
public sealed class S3RedirectTests(S3RedirectTests.Redirecting registry) : IClassFixture<S3RedirectTests.Redirecting>
{
    [Fact]
    public async Task A_blob_is_answered_with_the_address_of_its_object()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var content = await repository.PushAsync(Content.Random(100_000));

        var redirected = (await registry.Wire.GetAsync(repository.Blob(content.Digest))).Expect(307);

        redirected["Docker-Content-Digest"].ShouldBe(content.Digest);
        redirected["Cache-Control"].ShouldBe("no-store");
        using var http = new HttpClient();
        (await http.GetByteArrayAsync(redirected.Location, TestContext.Current.CancellationToken)).ShouldBe(content.Bytes);
        (await registry.Wire.HeadAsync(repository.Blob(content.Digest))).Expect(200)["Content-Length"].ShouldBe("100000");
        (await registry.Anonymous.GetAsync(repository.Blob(content.Digest))).Status.ShouldBe(401);
    }

    [Fact]
    public async Task A_small_blob_of_the_database_is_answered_as_ever()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var content = await repository.PushAsync(Content.Random(100));
        (await registry.Wire.GetAsync(repository.Blob(content.Digest))).Expect((int)HttpStatusCode.OK).Body.ShouldBe(content.Bytes);
    }

    /// <summary>A server that redirects.</summary>
    public sealed class Redirecting : S3Registry
    {
        protected override void Configure(ServerOptions options)
        {
            base.Configure(options);
            options.Blobs.S3.Redirect = true;
        }
    }
}
