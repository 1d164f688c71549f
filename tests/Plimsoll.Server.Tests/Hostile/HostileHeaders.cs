namespace Plimsoll.Server.Tests.Hostile;

/// <summary>Headers that lie about who asks, what is sent, or where a request ends.</summary>
internal static class HostileHeaders
{
    private const string Manifest = "{R}/manifests/latest";

    public static IEnumerable<HostileRequest> Rows =>
    [
        .. new (string Name, string Header)[]
        {
            ("an unknown scheme", "Authorization: Digest username=admin"), ("no scheme", "Authorization: admin"), ("Basic without anything", "Authorization: Basic"), ("Basic that is not base64", "Authorization: Basic ***"),
            ("Basic without a colon", "Authorization: Basic YWRtaW4="), ("Basic with a wrong password", "Authorization: Basic YWRtaW46d3Jvbmc="), ("Basic of invalid UTF-8", "Authorization: Basic //86/w=="), ("an empty Bearer", "Authorization: Bearer "),
            ("a Bearer of nonsense", "Authorization: Bearer x.y.z"), ("a Bearer that is not signed", "Authorization: Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9."),
            ("a Bearer of 20,000 characters", "Authorization: Bearer " + new string('a', 20_000)), ("a Bearer with a NUL's escape", "Authorization: Bearer %00"), ("an empty header", "Authorization:"),
        }.Select(a => new HostileRequest($"log in with {a.Name}", "GET", Manifest, 401, "UNAUTHORIZED") { Headers = [a.Header] }),
        new("log in twice", "GET", Manifest, 401, "UNAUTHORIZED") { Headers = ["Authorization: Basic YWRtaW46d3Jvbmc=", "Authorization: Basic YWRtaW46d3Jvbmc="] },
        .. new[] { "GET", "PUT", "DELETE" }.Select(m => new HostileRequest($"{m} a manifest without a login", m, Manifest, 401, "UNAUTHORIZED") { Anonymous = true }),
        new("start an upload without a login", "POST", "{R}/blobs/uploads/", 401, "UNAUTHORIZED") { Anonymous = true },
        new("mount without a login", "POST", "{R}/blobs/uploads/?mount={BLOB}&from=hostile/target", 401, "UNAUTHORIZED") { Anonymous = true },
        new("cancel an upload without a login", "DELETE", "{UPLOAD}", 401, "UNAUTHORIZED") { Anonymous = true },
        new("write to an upload without a login", "PATCH", "{UPLOAD}", 401, "UNAUTHORIZED") { Anonymous = true, Text = "abc" },
        new("delete a blob without a login", "DELETE", "{R}/blobs/{BLOB}", 401, "UNAUTHORIZED") { Anonymous = true },
        new("list repositories without a login", "GET", "/v2/_catalog", 401, "UNAUTHORIZED") { Anonymous = true },
        new("ask for a repository that does not exist without a login", "GET", "/v2/no/such/manifests/latest", 401, "UNAUTHORIZED") { Anonymous = true },
        new("use a method that does not exist without a login", "PROPFIND", Manifest, 401, "UNAUTHORIZED") { Anonymous = true },

        new("override the method", "GET", Manifest, 200, null) { Headers = ["X-HTTP-Method-Override: DELETE", "X-Method-Override: DELETE", "X-HTTP-Method: DELETE"] },
        new("override the path", "GET", "{R}/manifests/none", 404, "MANIFEST_UNKNOWN") { Headers = ["X-Original-URL: {R}/manifests/latest", "X-Rewrite-URL: {R}/manifests/latest"] },
        new("claim to be a trusted proxy", "DELETE", Manifest, 401, "UNAUTHORIZED") { Anonymous = true, Headers = ["X-Forwarded-User: admin", "X-Remote-User: admin", "Remote-User: admin", "X-Forwarded-For: 127.0.0.1"] },
        new("send a cookie for a login", "DELETE", Manifest, 401, "UNAUTHORIZED") { Anonymous = true, Headers = ["Cookie: session=admin; .AspNetCore.Cookies=x"] },
        new("send no Host", "GET", Manifest, 400, null) { Host = "X-Host: a" },
        new("send two Hosts", "GET", Manifest, 400, null) { Headers = ["Host: elsewhere.example"] },
        new("send a Host that is none", "GET", Manifest, 400, null) { Host = "Host: a b/c" },
        new("send a Host with an injection", "GET", Manifest, [400, 401], null) { Host = "Host: a\"onload=", Anonymous = true },
        new("send a header of 40 KB", "GET", Manifest, 431, null) { Headers = ["X-Large: " + new string('a', 40_000)] },
        new("send 200 headers", "GET", Manifest, 431, null) { Headers = [.. Enumerable.Range(0, 200).Select(i => $"X-{i}: a")] },
        new("send a folded header", "GET", Manifest, 400, null) { Headers = ["X-Folded: a", " b"] },
        new("send a header without a colon", "GET", Manifest, 400, null) { Headers = ["nothing"] },
        new("send a header with a space in its name", "GET", Manifest, 400, null) { Headers = ["X Y: a"] },
        new("send a header with a NUL", "GET", Manifest, 400, null) { Headers = ["X-Nul: a\0b"] },
        new("send a header with a bare line feed", "GET", Manifest, [200, 400], null) { Headers = ["X-Feed: a\nX-Next: b"] },
        new("expect the impossible", "GET", Manifest, [200, 400, 417], null) { Headers = ["Expect: miracles"] },
        new("ask for another protocol", "GET", Manifest, 200, null) { Headers = ["Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"] },
        new("send a list of 5,000 entity tags", "GET", Manifest, 200, null) { Headers = ["If-None-Match: " + string.Join(',', Enumerable.Repeat("\"x\"", 5000))] },
        new("send an endless Accept", "GET", Manifest, 200, null) { Headers = ["Accept: " + string.Join(',', Enumerable.Repeat("a/b;q=0.1", 2000))] },

        new("give two lengths", "PUT", Manifest, 400, null) { Headers = ["Content-Length: 5", "Content-Length: 6"], Text = "hello!" },
        new("give two lengths in one line", "PUT", Manifest, 400, null) { Headers = ["Content-Length: 5, 6"], Text = "hello!" },
        new("give a negative length", "PUT", Manifest, 400, null) { Headers = ["Content-Length: -1"], Text = "hello" },
        new("give a length with a sign", "PUT", Manifest, 400, null) { Headers = ["Content-Length: +5"], Text = "hello" },
        new("give a length in hexadecimal", "PUT", Manifest, 400, null) { Headers = ["Content-Length: 0x5"], Text = "hello" },
        new("give a length beyond 64 bits", "PUT", Manifest, 400, null) { Headers = ["Content-Length: 99999999999999999999"], Text = "hello" },
        new("smuggle behind a length and chunks", "PUT", Manifest, 400, null) { Headers = ["Content-Length: 5", "Transfer-Encoding: chunked"], Text = "0\r\n\r\nDELETE {R}/manifests/latest HTTP/1.1\r\nHost: a\r\n\r\n" },
        new("smuggle behind a second transfer coding", "PUT", Manifest, [400, 501], null) { Headers = ["Transfer-Encoding: chunked", "Transfer-Encoding: identity"], Text = "0\r\n\r\nDELETE {R}/manifests/latest HTTP/1.1\r\n\r\n" },
        new("smuggle behind a coding with a tab", "PUT", Manifest, 400, null) { Headers = ["Transfer-Encoding:\tchunked\v"], Text = "0\r\n\r\n" },
        new("use a transfer coding that is not chunked", "PUT", Manifest, 400, null) { Headers = ["Transfer-Encoding: gzip"], Text = "hello" },
        new("send a chunk with a size that is none", "PUT", Manifest, 400, "SIZE_INVALID") { Headers = ["Transfer-Encoding: chunked"], Text = "xyz\r\nhello\r\n0\r\n\r\n" },
        new("send a chunk with an enormous size", "PUT", Manifest, 400, "SIZE_INVALID") { Headers = ["Transfer-Encoding: chunked"], Text = "ffffffffffffffffff\r\nhello\r\n0\r\n\r\n" },
        new("send a chunk with a negative size", "PUT", Manifest, 400, "SIZE_INVALID") { Headers = ["Transfer-Encoding: chunked"], Text = "-5\r\nhello\r\n0\r\n\r\n" },
        new("send a chunk longer than it says", "PUT", Manifest, 400, "SIZE_INVALID") { Headers = ["Transfer-Encoding: chunked"], Text = "2\r\nhello\r\n0\r\n\r\n" },
    ];
}
