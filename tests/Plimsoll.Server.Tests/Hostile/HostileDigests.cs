namespace Plimsoll.Server.Tests.Hostile;

/// <summary>Digests that are none, in every place where one is read.</summary>
internal static class HostileDigests
{
    private const string Hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private static readonly (string Name, string Digest)[] Bad =
    [
        ("no hexadecimal", "sha256:baddigeststring"), ("63 digits", "sha256:" + Hex[1..]), ("65 digits", "sha256:" + Hex + "0"), ("upper case", "sha256:" + Hex.ToUpperInvariant()), ("a letter too far", "sha256:" + Hex[1..] + "g"),
        ("an unknown algorithm", "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709"), ("MD5", "md5:900150983cd24fb0d6963f7d28e17f72"), ("the wrong length for its algorithm", "sha512:" + Hex), ("no algorithm", ":" + Hex),
        ("no digits", "sha256:"), ("a dash for the colon", "sha256-" + Hex), ("an upper-case algorithm", "SHA256:" + Hex), ("two colons", "sha256:" + Hex + ":x"), ("an encoded path", "sha256:..%2F..%2F..%2Fetc%2Fpasswd"),
        ("an encoded NUL's neighbour", "sha256:%01" + Hex[1..]), ("8000 digits", "sha256:" + new string('a', 8000)),
    ];

    public static IEnumerable<HostileRequest> Rows =>
    [
        .. Bad.Select(d => new HostileRequest($"pull a blob by a digest with {d.Name}", "GET", $"{{R}}/blobs/{d.Digest}", 400, "DIGEST_INVALID")),
        .. Bad.Where(d => d.Digest.Contains(':')).Take(8).Select(d => new HostileRequest($"pull a manifest by a digest with {d.Name}", "GET", $"{{R}}/manifests/{d.Digest}", 400, "DIGEST_INVALID")),
        .. Bad.Where(d => d.Digest.Contains(':')).Take(8).Select(d => new HostileRequest($"push a manifest by a digest with {d.Name}", "PUT", $"{{R}}/manifests/{d.Digest}", 400, "DIGEST_INVALID") { Text = "{}" }),
        .. Bad.Where(d => d.Digest.Contains(':')).Take(3).Select(d => new HostileRequest($"delete a manifest by a digest with {d.Name}", "DELETE", $"{{R}}/manifests/{d.Digest}", 400, "DIGEST_INVALID")),
        .. Bad.Take(4).Select(d => new HostileRequest($"delete a blob by a digest with {d.Name}", "DELETE", $"{{R}}/blobs/{d.Digest}", 400, "DIGEST_INVALID")),
        .. Bad.Take(6).Select(d => new HostileRequest($"list referrers of a digest with {d.Name}", "GET", $"{{R}}/referrers/{d.Digest}", 400, "DIGEST_INVALID")),
        .. Bad.Take(8).Select(d => new HostileRequest($"push a blob at once by a digest with {d.Name}", "POST", $"{{R}}/blobs/uploads/?digest={d.Digest}", 400, "DIGEST_INVALID") { Text = "abc" }),
        .. Bad.Take(5).Select(d => new HostileRequest($"close an upload with a digest with {d.Name}", "PUT", $"{{UPLOAD}}?digest={d.Digest}", 400, "DIGEST_INVALID")),
        .. Bad.Take(5).Select(d => new HostileRequest($"mount a digest with {d.Name}", "POST", $"{{R}}/blobs/uploads/?mount={d.Digest}&from=hostile/target", 400, "DIGEST_INVALID")),
        new("head of a blob by a bad digest", "HEAD", "{R}/blobs/sha256:x", 400, null),
        new("close an upload without a digest", "PUT", "{UPLOAD}", 400, "DIGEST_INVALID"),
        new("close an upload with the digest of something else", "PUT", "{UPLOAD}?digest={BLOB}", 400, "DIGEST_INVALID"),
        new("close an upload as the empty blob", "PUT", "{UPLOAD}?digest=sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 400, "DIGEST_INVALID"),
        new("push at once what has another digest", "POST", "{R}/blobs/uploads/?digest={MISSING}", 400, "DIGEST_INVALID") { Text = "abc" },
        new("push nothing at once under a digest", "POST", "{R}/blobs/uploads/?digest={MISSING}", 400, "DIGEST_INVALID"),
        new("start an upload with an unknown algorithm", "POST", "{R}/blobs/uploads/?digest-algorithm=md5", 400, "DIGEST_INVALID"),
        new("start an upload with an empty algorithm", "POST", "{R}/blobs/uploads/?digest-algorithm=", 400, "DIGEST_INVALID"),
        new("start an upload with an enormous algorithm", "POST", "{R}/blobs/uploads/?digest-algorithm=" + new string('a', 5000), 400, "DIGEST_INVALID"),
        new("push a manifest under the digest of another", "PUT", "{R}/manifests/{IMAGE}", 400, "DIGEST_INVALID") { Text = """{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}""" },
        new("delete a blob that is not there", "DELETE", "{R}/blobs/{MISSING}", 404, "BLOB_UNKNOWN"),
        new("delete a manifest that is not there", "DELETE", "{R}/manifests/{MISSING}", 404, "MANIFEST_UNKNOWN"),
        new("delete a blob as a manifest", "DELETE", "{R}/manifests/{BLOB}", 404, "MANIFEST_UNKNOWN"),
        new("delete a manifest as a blob", "DELETE", "{R}/blobs/{IMAGE}", 404, "BLOB_UNKNOWN"),
        new("delete a layer that an image needs", "DELETE", "{R}/blobs/{LAYER}", 405, "DENIED"),
        new("delete an image that an index lists", "DELETE", "{R}/manifests/{IMAGE}", 405, "DENIED"),
        new("pull a blob as a manifest", "GET", "{R}/manifests/{BLOB}", 404, "MANIFEST_UNKNOWN"),
    ];
}
