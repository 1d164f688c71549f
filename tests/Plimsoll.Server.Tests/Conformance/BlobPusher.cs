using System.Globalization;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Conformance;

/// <summary>
/// Pushes a blob in each way (distribution-spec, "Pushing Blobs"), checks every answer on the way, and returns the closing one. It takes the next URL
/// from the last Location, as the spec asks of clients.
/// </summary>
internal static class BlobPusher
{
    /// <summary>Pushes; the closing answer is not judged, because the digest may be wrong on purpose.</summary>
    public static async Task<Answer> PushAsync(RepositoryOnWire repository, Content content, BlobWay way, string query = "") => way switch
    {
        BlobWay.PostOnly => await repository.Wire.PostAsync(RepositoryOnWire.Close(repository.Uploads, content.Digest), content.Bytes, ("Content-Type", "application/octet-stream")),
        BlobWay.PostThenPut => await PutAsync(repository, await repository.StartAsync(query), content, content.Bytes),
        BlobWay.PostThenPutOfUnknownLength =>
            await repository.Wire.SendAsync("PUT", RepositoryOnWire.Close(await repository.StartAsync(query), content.Digest), new UnknownLength(content.Bytes)),
        BlobWay.ChunkedSingle => await ChunkedAsync(repository, content, 1, lastInPut: false, outOfOrder: false, query),
        BlobWay.ChunkedMulti => await ChunkedAsync(repository, content, 3, lastInPut: false, outOfOrder: false, query),
        BlobWay.ChunkedWithTheLastInThePut => await ChunkedAsync(repository, content, 3, lastInPut: true, outOfOrder: false, query),
        BlobWay.ChunkedOutOfOrder => await ChunkedAsync(repository, content, 3, lastInPut: false, outOfOrder: true, query),
        BlobWay.ChunkedOutOfOrderWithTheLastInThePut => await ChunkedAsync(repository, content, 3, lastInPut: true, outOfOrder: true, query),
        BlobWay.Stream => await StreamAsync(repository, content, new ByteArrayContent(content.Bytes), query),
        BlobWay.StreamOfUnknownLength => await StreamAsync(repository, content, new UnknownLength(content.Bytes), query),
        BlobWay.DockerClassic => await DockerAsync(repository, content),
        _ => throw new ArgumentOutOfRangeException(nameof(way)),
    };

    private static Task<Answer> PutAsync(RepositoryOnWire repository, string location, Content content, byte[] body, params (string, string)[] headers) =>
        repository.Wire.PutAsync(RepositoryOnWire.Close(location, content.Digest), body, [("Content-Type", "application/octet-stream"), .. headers]);

    private static async Task<Answer> ChunkedAsync(RepositoryOnWire repository, Content content, int chunks, bool lastInPut, bool outOfOrder, string query)
    {
        var started = (await repository.Wire.PostAsync(repository.Uploads + query)).Expect(202);
        var location = started.Location;
        var size = Math.Max((content.Bytes.Length / chunks) + 1, int.Parse(started["OCI-Chunk-Min-Length"] ?? "1", CultureInfo.InvariantCulture));
        for (var start = 0; start < content.Bytes.Length; start += size)
        {
            var end = Math.Min(start + size, content.Bytes.Length) - 1;
            var isLast = end == content.Bytes.Length - 1;
            if (outOfOrder) location = await SendOutOfOrderAsync(repository, content, location, start, size, lastInPut);
            var range = ("Content-Range", $"{start}-{end}");
            if (isLast && lastInPut) return await PutAsync(repository, location, content, content.Bytes[start..(end + 1)], range);
            var patched = (await repository.Wire.PatchAsync(location, content.Bytes[start..(end + 1)], range, ("Content-Type", "application/octet-stream"))).Expect(202);
            patched["Range"].ShouldBe($"0-{end}");
            location = patched.Location;
        }
        return await PutAsync(repository, location, content, []);
    }

    /// <summary>Skips ahead, or starts again: 416 either way, and GET tells where the upload stands.</summary>
    private static async Task<string> SendOutOfOrderAsync(RepositoryOnWire repository, Content content, string location, int start, int size, bool lastInPut)
    {
        var wrong = start + size < content.Bytes.Length ? start + size : 0;
        if (wrong == start) return location;
        var end = Math.Min(wrong + size, content.Bytes.Length) - 1;
        var asPut = lastInPut && end == content.Bytes.Length - 1;
        var body = content.Bytes[wrong..(end + 1)];
        var refused = asPut
            ? await PutAsync(repository, location, content, body, ("Content-Range", $"{wrong}-{end}"))
            : await repository.Wire.PatchAsync(location, body, ("Content-Range", $"{wrong}-{end}"));
        refused.ExpectError(416, "BLOB_UPLOAD_INVALID");

        var status = (await repository.Wire.GetAsync(location)).Expect(204);
        status["Range"].ShouldBe(start == 0 ? "0-0" : $"0-{start - 1}");
        return status.Location;
    }

    private static async Task<Answer> StreamAsync(RepositoryOnWire repository, Content content, HttpContent body, string query)
    {
        body.Headers.TryAddWithoutValidation("Content-Type", "application/octet-stream");
        var patched = (await repository.Wire.SendAsync("PATCH", await repository.StartAsync(query), body)).Expect(202);
        patched["Range"].ShouldBe(content.Bytes.Length == 0 ? "0-0" : $"0-{content.Bytes.Length - 1}");
        return await PutAsync(repository, patched.Location, content, []);
    }

    /// <summary>As docker pushes: HEAD, POST, one PATCH in pieces of unknown length, PUT without a body and with its digest in the query of the PATCH's Location.</summary>
    private static async Task<Answer> DockerAsync(RepositoryOnWire repository, Content content)
    {
        (await repository.Wire.HeadAsync(repository.Blob(content.Digest))).Expect(200, 404);
        var started = (await repository.Wire.PostAsync(repository.Uploads)).Expect(202);
        started["Docker-Upload-UUID"].ShouldNotBeNullOrEmpty();
        started["Range"].ShouldBe("0-0");
        var patched = (await repository.Wire.SendAsync("PATCH", started.Location, new UnknownLength(content.Bytes))).Expect(202);
        return await PutAsync(repository, patched.Location, content, []);
    }
}
