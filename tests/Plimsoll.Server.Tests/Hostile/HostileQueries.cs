namespace Plimsoll.Server.Tests.Hostile;

/// <summary>Query parameters that are repeated, out of range, encoded in odd ways, or meant for a database.</summary>
internal static class HostileQueries
{
    private const string Tags = "{R}/tags/list";

    public static IEnumerable<HostileRequest> Rows =>
    [
        .. new[] { "-1", "-9999999999999999999", "x", "", "1.5", "1e3", "0x10", "%2B1", "%001", "1;DROP%20TABLE%20tags", "%EF%BC%91", "NaN", "1%20" }
            .Select(n => new HostileRequest($"list tags with n={n}", "GET", $"{Tags}?n={n}", 400, "UNSUPPORTED")),
        .. new[] { "9999999999999999999", "18446744073709551616", "2147483648", "000000000000000000000000000000001" }.Select(n => new HostileRequest($"list tags with n={n}", "GET", $"{Tags}?n={n}", 200, null)),
        .. new[] { "%00", "%FF%FE", "%27%20OR%201=1--", "..%2F..", "%F0%9F%90%B3", "%25", "%", "%zz", new string('z', 6000) }
            .Select((last, i) => new HostileRequest($"list tags after nonsense, the {i + 1}.", "GET", $"{Tags}?last={last}", 200, null)),
        .. new[] { "n=1&n=2", "last=a&last=b", "n=1&n=1" }.Select(q => new HostileRequest($"list tags with {q}", "GET", $"{Tags}?{q}", 400, "UNSUPPORTED")),
        new("list tags with a thousand parameters", "GET", Tags + "?" + string.Join('&', Enumerable.Range(0, 500).Select(i => $"p{i}=1")), 200, null),
        new("list repositories with a negative count", "GET", "/v2/_catalog?n=-1", 400, "UNSUPPORTED"),
        new("list repositories after nonsense", "GET", "/v2/_catalog?n=2&last=%27;%00", 200, null),
        new("list repositories with two counts", "GET", "/v2/_catalog?n=1&n=2", 400, "UNSUPPORTED"),
        new("list referrers of an injected type", "GET", "{R}/referrers/{IMAGE}?artifactType=%27%20OR%20%271%27=%271", 200, null),
        new("list referrers of a type of brackets", "GET", "{R}/referrers/{IMAGE}?artifactType=%5B%22a%22%5D&artifactType=%22", 200, null),
        new("list referrers of 200 types", "GET", "{R}/referrers/{IMAGE}?" + string.Join('&', Enumerable.Range(0, 200).Select(i => $"artifactType=a/{i}")), 200, null),
        new("list referrers after what is no digest", "GET", "{R}/referrers/{IMAGE}?last=%00", 200, null),
        new("list referrers after two digests", "GET", "{R}/referrers/{IMAGE}?last={BLOB}&last={BLOB}", 400, "UNSUPPORTED"),
        new("push at once under two digests", "POST", "{R}/blobs/uploads/?digest={BLOB}&digest={IMAGE}", 400, "UNSUPPORTED") { Text = "abc" },
        new("close an upload with two digests", "PUT", "{UPLOAD}?digest={BLOB}&digest={IMAGE}", 400, "UNSUPPORTED"),
        new("mount two blobs", "POST", "{R}/blobs/uploads/?mount={BLOB}&mount={LAYER}&from=hostile/target", 400, "UNSUPPORTED"),
        new("mount from two repositories", "POST", "{R}/blobs/uploads/?mount={BLOB}&from=a&from=b", 400, "UNSUPPORTED"),
        new("mount an empty digest", "POST", "{R}/blobs/uploads/?mount=&from=hostile/target", 400, "DIGEST_INVALID"),
        new("mount from a path", "POST", "{R}/blobs/uploads/?mount={BLOB}&from=../../etc", 400, "NAME_INVALID"),
        new("mount what is not there", "POST", "{R}/blobs/uploads/?mount={MISSING}&from=hostile/target", 202, null) { MayTouchUploads = true },
        new("mount from where nothing is", "POST", "{R}/blobs/uploads/?mount={BLOB}&from=no/such/repository", 202, null) { MayTouchUploads = true },
        new("push to a tag with more tags", "PUT", "{R}/manifests/latest?tag=other", 400, "MANIFEST_INVALID") { Text = "{}" },
        new("push by digest with a tag that is none", "PUT", "{R}/manifests/{IMAGE}?tag=-x", 400, "MANIFEST_INVALID") { Text = "{}" },
        new("push by digest with an empty tag", "PUT", "{R}/manifests/{IMAGE}?tag=", 400, "MANIFEST_INVALID") { Text = "{}" },
        new("push by digest with a tag of two words", "PUT", "{R}/manifests/{IMAGE}?tag=a%0d%0aOCI-Tag:%20b", 400, "MANIFEST_INVALID") { Text = "{}" },
        new("push by digest with 500 tags", "PUT", "{R}/manifests/{IMAGE}?" + string.Join('&', Enumerable.Range(0, 500).Select(i => $"tag=t{i}")), 414, "MANIFEST_INVALID") { Text = "{}" },
        new("ask with a target of 10,000 characters", "GET", Tags + "?x=" + new string('x', 10_000), [200, 414], null),
        new("ask for another namespace", "GET", "{R}/manifests/none?ns=docker.io%0d%0aX:%20y", 404, "MANIFEST_UNKNOWN"),
    ];
}
