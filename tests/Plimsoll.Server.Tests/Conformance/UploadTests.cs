using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Conformance;

/// <summary>Sections "post cancel", "chunked" and what the older suite asks of upload sessions: status, stale URLs, cancelling, ending twice.</summary>
public class UploadTests(RegistryFixture registry)
{
    [Fact]
    public async Task Starts_with_everything_that_clients_read()
    {
        var repository = RepositoryOnWire.New(registry.Wire);

        var started = (await registry.Wire.PostAsync(repository.Uploads)).Expect(202);

        started.Location.ShouldStartWith(repository.Uploads, Case.Sensitive);
        started["Range"].ShouldBe("0-0");
        Guid.TryParse(started["Docker-Upload-UUID"], out _).ShouldBeTrue();
        started.Location.ShouldContain(started["Docker-Upload-UUID"]!);
        started["Content-Length"].ShouldBe("0");
    }

    [Fact]
    public async Task Starts_without_the_slash_at_the_end_too() => (await registry.Wire.PostAsync(RepositoryOnWire.New(registry.Wire).Path + "/blobs/uploads")).Expect(202);

    [Fact]
    public async Task Tells_where_it_stands()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var location = await repository.StartAsync();

        var before = (await registry.Wire.GetAsync(location)).Expect(204);
        before["Range"].ShouldBe("0-0");
        before.Location.ShouldNotBeNullOrEmpty();

        location = (await registry.Wire.PatchAsync(location, new byte[777])).Expect(202).Location;
        var after = (await registry.Wire.GetAsync(location)).Expect(204);
        after["Range"].ShouldBe("0-776");
        after["Docker-Upload-UUID"].ShouldBe(before["Docker-Upload-UUID"]);
    }

    /// <summary>The older suite repeats a chunk on the URL that it had before, and asks that URL where the upload stands.</summary>
    [Fact]
    public async Task An_earlier_URL_stays_valid()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var content = Content.Random(2000);
        var stale = await repository.StartAsync();
        var next = (await registry.Wire.PatchAsync(stale, content.Bytes[..1000], ("Content-Range", "0-999"))).Expect(202).Location;

        (await registry.Wire.PatchAsync(stale, content.Bytes[..1000], ("Content-Range", "0-999"))).ExpectError(416, "BLOB_UPLOAD_INVALID");
        (await registry.Wire.GetAsync(stale)).Expect(204)["Range"].ShouldBe("0-999");
        (await registry.Wire.PatchAsync(next, content.Bytes[1000..], ("Content-Range", "1000-1999"))).Expect(202);
        (await registry.Wire.PutAsync(RepositoryOnWire.Close(stale, content.Digest))).Expect(201);

        (await registry.Wire.GetAsync(repository.Blob(content.Digest))).Expect(200).Body.ShouldBe(content.Bytes);
    }

    [Fact]
    public async Task A_refused_chunk_says_where_to_go_on()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var location = (await registry.Wire.PatchAsync(await repository.StartAsync(), new byte[100], ("Content-Range", "0-99"))).Expect(202).Location;

        var refused = (await registry.Wire.PatchAsync(location, new byte[100], ("Content-Range", "500-599"))).ExpectError(416, "BLOB_UPLOAD_INVALID");

        refused["Range"].ShouldBe("0-99");
        refused.Location.ShouldNotBeNullOrEmpty();
    }

    /// <summary>One writer at a time; the others are told what is acknowledged, with all that a client needs to go on.</summary>
    [Theory]
    [InlineData("PATCH")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task A_request_to_a_busy_upload_says_where_to_go_on(string method)
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var started = (await registry.Wire.PostAsync(repository.Uploads)).Expect(202);
        var location = (await registry.Wire.PatchAsync(started.Location, new byte[100])).Expect(202).Location;
        using var gone = new CancellationTokenSource();
        using var stalled = new StalledBody(new byte[50]);
        using var writer = new HttpRequestMessage(HttpMethod.Patch, new Uri(location, UriKind.Relative)) { Content = stalled };
        // The server asks for the body when it has taken the upload, so once bytes are sent it is busy.
        writer.Headers.ExpectContinue = true;
        var writing = registry.Wire.Client.SendAsync(writer, gone.Token);
        await stalled.Sent;

        var target = method == "PUT" ? RepositoryOnWire.Close(location, Content.Random(8).Digest) : location;
        var refused = (await registry.Wire.SendAsync(method, target, (byte[]?)null)).ExpectError(416, "BLOB_UPLOAD_INVALID");

        refused["Range"].ShouldBe("0-99");
        refused.Location.ShouldBe(location);
        refused["Docker-Upload-UUID"].ShouldBe(started["Docker-Upload-UUID"]);
        refused["Retry-After"].ShouldBe("1");
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(writing);
    }

    [Theory]
    [InlineData("PATCH", "100-199", 50, true)]
    [InlineData("PATCH", "100-199", 150, true)]
    [InlineData("PATCH", "100-199", 0, true)]
    [InlineData("PATCH", "100-199", 3_000_000, true)]
    [InlineData("PATCH", "100-3000099", 150, true)]
    [InlineData("PATCH", "100-199", 50, false)]
    [InlineData("PATCH", "100-199", 150, false)]
    [InlineData("PUT", "100-199", 50, true)]
    [InlineData("PUT", "100-199", 150, true)]
    public async Task A_chunk_that_has_not_the_length_of_its_range_is_refused_and_not_kept(string method, string range, int length, bool hidesItsLength)
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var content = Content.Random(200);
        var location = (await registry.Wire.PatchAsync(await repository.StartAsync(), content.Bytes[..100])).Expect(202).Location;
        var target = method == "PUT" ? RepositoryOnWire.Close(location, content.Digest) : location;
        using HttpContent body = hidesItsLength ? new UnknownLength(new byte[length]) : new ByteArrayContent(new byte[length]);

        (await registry.Wire.SendAsync(method, target, body, ("Content-Range", range))).ExpectError(400, "SIZE_INVALID");

        (await registry.Wire.GetAsync(location)).Expect(204)["Range"].ShouldBe("0-99");
        using var right = new UnknownLength(content.Bytes[100..]);
        (await registry.Wire.SendAsync("PATCH", location, right, ("Content-Range", "100-199"))).Expect(202);
        (await registry.Wire.PutAsync(RepositoryOnWire.Close(location, content.Digest))).Expect(201);
        (await registry.Wire.GetAsync(repository.Blob(content.Digest))).Expect(200).Body.ShouldBe(content.Bytes);
    }

    [Fact]
    public async Task Can_be_cancelled_and_is_gone_then()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var content = Content.Random(500);
        var location = (await registry.Wire.PatchAsync(await repository.StartAsync(), content.Bytes)).Expect(202).Location;

        (await registry.Wire.DeleteAsync(location)).Expect(204);

        (await registry.Wire.GetAsync(location)).ExpectError(404, "BLOB_UPLOAD_UNKNOWN");
        (await registry.Wire.PatchAsync(location, content.Bytes)).ExpectError(404, "BLOB_UPLOAD_UNKNOWN");
        (await registry.Wire.PutAsync(RepositoryOnWire.Close(location, content.Digest))).ExpectError(404, "BLOB_UPLOAD_UNKNOWN");
        (await registry.Wire.HeadAsync(repository.Blob(content.Digest))).Expect(404);
    }

    [Fact]
    public async Task Is_over_when_it_was_closed()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var content = Content.Random(20_000);
        var location = await repository.StartAsync();
        (await registry.Wire.PutAsync(RepositoryOnWire.Close(location, content.Digest), content.Bytes)).Expect(201);

        (await registry.Wire.PutAsync(RepositoryOnWire.Close(location, content.Digest), content.Bytes)).ExpectError(404, "BLOB_UPLOAD_UNKNOWN");
        (await registry.Wire.PatchAsync(location, content.Bytes)).ExpectError(404, "BLOB_UPLOAD_UNKNOWN");
        (await registry.Wire.GetAsync(location)).ExpectError(404, "BLOB_UPLOAD_UNKNOWN");
    }

    [Fact]
    public async Task Goes_on_after_a_wrong_digest()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var content = Content.Random(20_000);
        var location = (await registry.Wire.PatchAsync(await repository.StartAsync(), content.Bytes)).Expect(202).Location;

        (await registry.Wire.PutAsync(RepositoryOnWire.Close(location, Content.Random(8).Digest))).ExpectError(400, "DIGEST_INVALID");
        (await registry.Wire.GetAsync(location)).Expect(204)["Range"].ShouldBe("0-19999");
        (await registry.Wire.PutAsync(RepositoryOnWire.Close(location, content.Digest))).Expect(201);

        (await registry.Wire.GetAsync(repository.Blob(content.Digest))).Expect(200).Body.ShouldBe(content.Bytes);
    }

    [Fact]
    public async Task A_refused_last_chunk_does_not_count()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var content = Content.Random(30_000);
        var location = (await registry.Wire.PatchAsync(await repository.StartAsync(), content.Bytes[..10_000])).Expect(202).Location;

        (await registry.Wire.PutAsync(RepositoryOnWire.Close(location, content.Digest), new byte[20_000])).ExpectError(400, "DIGEST_INVALID");
        (await registry.Wire.GetAsync(location)).Expect(204)["Range"].ShouldBe("0-9999");
        (await registry.Wire.PutAsync(RepositoryOnWire.Close(location, content.Digest), content.Bytes[10_000..])).Expect(201);

        (await registry.Wire.GetAsync(repository.Blob(content.Digest))).Expect(200).Body.ShouldBe(content.Bytes);
    }

    [Fact]
    public async Task Many_small_chunks_become_one_blob()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var content = Content.Random(5_000);
        var location = await repository.StartAsync();
        for (var i = 0; i < content.Bytes.Length; i += 50) location = (await registry.Wire.PatchAsync(location, content.Bytes[i..(i + 50)], ("Content-Range", $"{i}-{i + 49}"))).Expect(202).Location;

        (await registry.Wire.PutAsync(RepositoryOnWire.Close(location, content.Digest))).Expect(201);

        (await registry.Wire.GetAsync(repository.Blob(content.Digest))).Expect(200).Body.ShouldBe(content.Bytes);
    }

    [Fact]
    public async Task Belongs_to_its_repository()
    {
        var (one, other) = (RepositoryOnWire.New(registry.Wire), RepositoryOnWire.New(registry.Wire));
        var stolen = (await one.StartAsync()).Replace(one.Name, other.Name, StringComparison.Ordinal);

        (await registry.Wire.GetAsync(stolen)).ExpectError(404, "BLOB_UPLOAD_UNKNOWN");
        (await registry.Wire.PatchAsync(stolen, new byte[10])).ExpectError(404, "BLOB_UPLOAD_UNKNOWN");
    }
}
