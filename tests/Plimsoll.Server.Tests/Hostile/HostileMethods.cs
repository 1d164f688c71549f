namespace Plimsoll.Server.Tests.Hostile;

/// <summary>Methods where they do not belong, and methods that do not exist.</summary>
internal static class HostileMethods
{
    public static IEnumerable<HostileRequest> Rows =>
    [
        .. new[] { "POST", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "get", "GETT", "M-SEARCH" }.Select(m => new HostileRequest($"{m} a manifest", m, "{R}/manifests/latest", 405, "UNSUPPORTED")),
        .. new[] { "POST", "PUT", "PATCH", "OPTIONS" }.Select(m => new HostileRequest($"{m} a blob", m, "{R}/blobs/{BLOB}", 405, "UNSUPPORTED")),
        .. new[] { "POST", "PUT", "PATCH", "DELETE", "OPTIONS" }.Select(m => new HostileRequest($"{m} the list of tags", m, "{R}/tags/list", 405, "UNSUPPORTED")),
        .. new[] { "POST", "PUT", "DELETE" }.Select(m => new HostileRequest($"{m} the list of referrers", m, "{R}/referrers/{IMAGE}", 405, "UNSUPPORTED")),
        .. new[] { "GET", "PUT", "PATCH", "DELETE" }.Select(m => new HostileRequest($"{m} the start of uploads", m, "{R}/blobs/uploads/", 405, "UNSUPPORTED")),
        .. new[] { "POST", "OPTIONS" }.Select(m => new HostileRequest($"{m} an upload", m, "{UPLOAD}", 405, "UNSUPPORTED")),
        .. new[] { "POST", "PUT", "DELETE" }.Select(m => new HostileRequest($"{m} the catalog", m, "/v2/_catalog", 405, "UNSUPPORTED")),
        .. new[] { "POST", "PUT", "DELETE", "PATCH" }.Select(m => new HostileRequest($"{m} the root of the API", m, "/v2/", 405, "UNSUPPORTED")),
        new("head of an upload", "HEAD", "{UPLOAD}", 405, null),
        new("connect through the registry", "CONNECT", "elsewhere.example:443", [400, 401, 404, 405], null),
        new("a method of 5,000 letters", new string('A', 5000), "{R}/manifests/latest", [400, 405, 414], null),
        new("a method with a space", "GET /v2/ HTTP/1.1\r\nX: y\r\n\r\nDELETE", "{R}/manifests/latest", [400, 401], null),
        new("an asterisk for a target", "OPTIONS", "*", [200, 400, 401, 404, 405], null),
    ];
}
