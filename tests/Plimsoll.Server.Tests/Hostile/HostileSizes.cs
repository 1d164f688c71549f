namespace Plimsoll.Server.Tests.Hostile;

/// <summary>Bodies that are larger than allowed, or not as large as their length says.</summary>
internal static class HostileSizes
{
    private const int TooMuch = HostileFixture.MaxBlobSize + 1;
    private const int Manifest = 4 << 20;

    public static IEnumerable<HostileRequest> Rows =>
    [
        new("announce a manifest that is too large", "PUT", "{R}/manifests/latest", 413, "SIZE_INVALID") { Headers = [$"Content-Length: {Manifest + 1}"] },
        new("announce a manifest of eight exabytes", "PUT", "{R}/manifests/latest", 413, "SIZE_INVALID") { Headers = ["Content-Length: 9223372036854775807"] },
        new("stream a manifest that is too large", "PUT", "{R}/manifests/latest", 413, "SIZE_INVALID") { Headers = ["Transfer-Encoding: chunked"], Body = Chunked(Manifest + 1) },
        new("announce a blob that is too large, at once", "POST", "{R}/blobs/uploads/?digest={MISSING}", 413, "SIZE_INVALID") { Headers = [$"Content-Length: {TooMuch}"] },
        new("stream a blob that is too large, at once", "POST", "{R}/blobs/uploads/?digest={MISSING}", 413, "SIZE_INVALID") { Headers = ["Transfer-Encoding: chunked"], Body = Chunked(TooMuch), MayTouchUploads = true },
        new("announce a chunk that is too large", "PATCH", "{UPLOAD}", 413, "SIZE_INVALID") { Headers = [$"Content-Length: {TooMuch}"] },
        new("announce a chunk that is too large by what is there already", "PATCH", "{UPLOAD}", 413, "SIZE_INVALID") { Headers = [$"Content-Length: {HostileFixture.MaxBlobSize - 99}"] },
        new("stream a chunk that is too large", "PATCH", "{UPLOAD}", 413, "SIZE_INVALID") { Headers = ["Transfer-Encoding: chunked"], Body = Chunked(TooMuch), MayTouchUploads = true },
        new("announce a last chunk that is too large", "PUT", "{UPLOAD}?digest={MISSING}", 413, "SIZE_INVALID") { Headers = [$"Content-Length: {TooMuch}"] },
        new("stream a last chunk that is too large", "PUT", "{UPLOAD}?digest={MISSING}", 413, "SIZE_INVALID") { Headers = ["Transfer-Encoding: chunked"], Body = Chunked(TooMuch), MayTouchUploads = true },
        new("announce eight exabytes for an upload", "PATCH", "{UPLOAD}", 413, "SIZE_INVALID") { Headers = ["Content-Length: 9223372036854775807"] },
        new("cut a manifest off", "PUT", "{R}/manifests/latest", [0, 400], null) { Headers = ["Content-Length: 1000"], Text = "{\"schemaVersion\":2", EndsEarly = true },
        new("cut a small blob off", "POST", "{R}/blobs/uploads/?digest={MISSING}", [0, 400], null) { Headers = ["Content-Length: 1000"], Text = "abc", EndsEarly = true },
        new("cut a large blob off", "POST", "{R}/blobs/uploads/?digest={MISSING}", [0, 400], null) { Headers = ["Content-Length: 100000"], Body = new byte[50_000], EndsEarly = true, MayTouchUploads = true },
        new("cut a chunk off", "PATCH", "{UPLOAD}", [0, 400], null) { Headers = ["Content-Length: 100000", "Content-Range: 100-100099"], Body = new byte[3], EndsEarly = true, MayTouchUploads = true },
        new("cut a streamed manifest off", "PUT", "{R}/manifests/latest", [0, 400], null) { Headers = ["Transfer-Encoding: chunked"], Text = "5\r\n{\"sch", EndsEarly = true },
        new("send more than the length says", "POST", "{R}/blobs/uploads/?digest={MISSING}", 400, "DIGEST_INVALID") { Headers = ["Content-Length: 3"], Text = "abcdefgh" },
        new("send a manifest of nothing", "PUT", "{R}/manifests/latest", 400, "MANIFEST_INVALID"),
        new("send a body with a pull", "GET", "{R}/manifests/latest", 200, null) { Text = "hello" },
        new("send a body with a deletion of nothing", "DELETE", "{R}/manifests/none", 404, "MANIFEST_UNKNOWN") { Text = "hello" },
    ];

    private static byte[] Chunked(int size)
    {
        var head = System.Text.Encoding.ASCII.GetBytes($"{size:x}\r\n");
        return [.. head, .. new byte[size], .. "\r\n0\r\n\r\n"u8];
    }
}
