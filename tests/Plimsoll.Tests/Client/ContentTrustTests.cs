using Plimsoll.Client;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using static Plimsoll.Tests.Client.FakeRegistry;

namespace Plimsoll.Tests.Client;

/// <summary>What the client makes of a registry that sends something else than it should.</summary>
public sealed class ContentTrustTests
{
    private static readonly byte[] Blob = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 31))];
    private static readonly byte[] Manifest = "{\"schemaVersion\":2}"u8.ToArray();

    [Fact]
    public async Task Reads_a_blob_that_is_what_it_should_be()
    {
        await using var registry = await StartAsync(context => SendAsync(context, Blob, "application/octet-stream"));

        (await ReadAllAsync(registry.Repository(), BlobOf(Blob))).ShouldBe(Blob);
    }

    [Fact]
    public async Task Reads_blobs_synchronously_too()
    {
        await using var registry = await StartAsync(context => SendAsync(context, Blob, "application/octet-stream"));
        using var copy = new MemoryStream();

        await using (var stream = await registry.Repository().OpenBlobAsync(BlobOf(Blob), 0, default)) stream.CopyTo(copy);

        copy.ToArray().ShouldBe(Blob);
    }

    [Fact]
    public async Task Fails_at_the_end_of_a_blob_with_one_wrong_byte()
    {
        var wrong = (byte[])Blob.Clone();
        wrong[^1] ^= 1;
        await using var registry = await StartAsync(context => SendAsync(context, wrong, "application/octet-stream"));

        var failure = await Should.ThrowAsync<ContentMismatchException>(() => ReadAllAsync(registry.Repository(), BlobOf(Blob)));

        failure.Expected.ShouldBe(Digest.Of(Blob));
        failure.Message.ShouldContain(Digest.Of(wrong).Value);
    }

    [Theory]
    [InlineData(-1, "fewer")]
    [InlineData(1, "more")]
    public async Task Fails_when_a_blob_has_another_size_than_its_descriptor(int difference, string reason)
    {
        await using var registry = await StartAsync(context => SendAsync(context, Blob, "application/octet-stream"));
        var descriptor = BlobOf(Blob) with { Size = Blob.Length - difference };

        (await Should.ThrowAsync<ContentMismatchException>(() => ReadAllAsync(registry.Repository(), descriptor))).Message.ShouldContain(reason);
    }

    [Fact]
    public async Task Fails_when_the_connection_breaks_in_the_middle_of_a_blob()
    {
        await using var registry = await StartAsync(async context =>
        {
            context.Response.ContentLength = Blob.Length;
            await context.Response.Body.WriteAsync(Blob.AsMemory(0, 5000));
            await context.Response.Body.FlushAsync();
            context.Abort();
        });

        await Should.ThrowAsync<Exception>(() => ReadAllAsync(registry.Repository(), BlobOf(Blob)));
    }

    [Fact]
    public async Task Fails_when_nothing_comes_for_too_long()
    {
        await using var registry = await StartAsync(async context =>
        {
            context.Response.ContentLength = Blob.Length;
            await context.Response.Body.WriteAsync(Blob.AsMemory(0, 5000));
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        var options = new RegistryClientOptions { IdleTimeout = TimeSpan.FromMilliseconds(200) };

        (await Should.ThrowAsync<IOException>(() => ReadAllAsync(registry.Repository(options), BlobOf(Blob)))).Message.ShouldContain("sent nothing for");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reads_from_the_middle_whether_or_not_the_registry_knows_ranges(bool knowsRanges)
    {
        await using var registry = await StartAsync(async context =>
        {
            if (knowsRanges)
            {
                context.Response.StatusCode = 206;
                context.Response.Headers.ContentRange = $"bytes 60000-{Blob.Length - 1}/{Blob.Length}";
                await SendAsync(context, Blob[60000..], "application/octet-stream");
                return;
            }
            await SendAsync(context, Blob, "application/octet-stream");
        });

        await using var stream = await registry.Repository().OpenBlobAsync(BlobOf(Blob), 60000, default);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);

        copy.ToArray().ShouldBe(Blob[60000..]);
        registry.Requests.ShouldHaveSingleItem().Range.ShouldBe("bytes=60000-");
    }

    [Fact]
    public async Task Refuses_another_range_than_the_one_it_asked_for()
    {
        await using var registry = await StartAsync(async context =>
        {
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = $"bytes 0-{Blob.Length - 1}/{Blob.Length}";
            await SendAsync(context, Blob, "application/octet-stream");
        });

        await Should.ThrowAsync<RegistryException>(() => registry.Repository().OpenBlobAsync(BlobOf(Blob), 60000, default));
    }

    [Fact]
    public async Task Refuses_a_manifest_that_does_not_have_the_digest_that_was_asked_for()
    {
        await using var registry = await StartAsync(context => SendAsync(context, Manifest, MediaTypes.OciManifest, Digest.Of("other"u8)));

        await Should.ThrowAsync<ContentMismatchException>(() => registry.Repository().FetchManifestAsync(Digest.Of("other"u8).Value, default));
    }

    [Fact]
    public async Task Refuses_a_manifest_that_does_not_have_the_digest_that_its_header_promises()
    {
        await using var registry = await StartAsync(context => SendAsync(context, Manifest, MediaTypes.OciManifest, Digest.Of("other"u8)));

        await Should.ThrowAsync<ContentMismatchException>(() => registry.Repository().FetchManifestAsync("1.0", default));
    }

    [Fact]
    public async Task Gives_up_on_a_manifest_without_end()
    {
        await using var registry = await StartAsync(async context =>
        {
            context.Response.ContentType = MediaTypes.OciManifest;
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(Blob, context.RequestAborted);
        });

        (await Should.ThrowAsync<RegistryException>(() => registry.Repository().FetchManifestAsync("1.0", default))).Message.ShouldContain("larger than");
    }

    [Fact]
    public async Task Resolves_by_content_when_the_registry_gives_no_digest()
    {
        await using var registry = await StartAsync(context => SendAsync(context, Manifest, MediaTypes.OciManifest));

        var resolved = await registry.Repository().ResolveAsync("1.0", default);

        resolved.ShouldNotBeNull().ShouldSatisfyAllConditions(
            found => found.Digest.ShouldBe(Digest.Of(Manifest)),
            found => found.Size.ShouldBe(Manifest.Length),
            found => found.MediaType.ShouldBe(MediaTypes.OciManifest));
    }

    [Fact]
    public async Task Resolves_a_sha512_digest_by_content_when_the_registry_answers_in_sha256()
    {
        await using var registry = await StartAsync(context => SendAsync(context, Manifest, MediaTypes.OciManifest, Digest.Of(Manifest)));
        var sha512 = Digest.Of(Manifest, DigestAlgorithm.Sha512);

        (await registry.Repository().ResolveAsync(sha512.Value, default))!.Digest.ShouldBe(sha512);
    }

    private static async Task<byte[]> ReadAllAsync(RemoteRepository repository, Descriptor blob)
    {
        await using var stream = await repository.OpenBlobAsync(blob, 0, default);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }
}
