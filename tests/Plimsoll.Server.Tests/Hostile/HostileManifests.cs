using System.IO.Compression;
using System.Text;
using Plimsoll.Tests.Core.Manifests;

namespace Plimsoll.Server.Tests.Hostile;

/// <summary>Bodies that are no manifests, manifests that lie about what they name, and bodies in disguise.</summary>
internal static class HostileManifests
{
    private const string Image = "application/vnd.oci.image.manifest.v1+json";
    private const string Index = "application/vnd.oci.image.index.v1+json";
    private const string Target = "{R}/manifests/latest";

    public static IEnumerable<HostileRequest> Rows =>
    [
        .. MalformedManifests.All.Select(m => new HostileRequest($"push {m.Why}", "PUT", Target, 400, "MANIFEST_INVALID") { Body = m.Document, Headers = m.ContentType is null ? [] : ["Content-Type: " + m.ContentType] }),
        .. Lies,
        Row("push an image as HTML", Target, "text/html", """{"schemaVersion":2,"config":{CONFIG},"layers":[]}""", 400, "MANIFEST_INVALID"),
        Row("push an image with a broken type", Target, ";;;", """{"schemaVersion":2,"config":{CONFIG},"layers":[]}""", 400, "MANIFEST_INVALID"),
        Row("push an image with a type of 5,000 characters", Target, "a/" + new string('b', 5000), """{"schemaVersion":2,"config":{CONFIG},"layers":[]}""", 400, "MANIFEST_INVALID"),
        new("push a compressed manifest", "PUT", Target, 400, "MANIFEST_INVALID") { Body = Gzip("{\"schemaVersion\":2}"), Headers = ["Content-Type: " + Image, "Content-Encoding: gzip"] },
        new("push a manifest to a digest that is a tag's", "PUT", "{R}/manifests/{INDEX}", 400, "DIGEST_INVALID") { Text = """{"schemaVersion":2,"config":{CONFIG},"layers":[]}""", Headers = ["Content-Type: " + Image] },
    ];

    private static IEnumerable<HostileRequest> Lies =>
    [
        Row("push an image without its layer", Target, Image, """{"schemaVersion":2,"config":{CONFIG},"layers":[{"mediaType":"a/b","digest":"{MISSING}","size":9}]}""", 404, "MANIFEST_BLOB_UNKNOWN"),
        Row("push an image without its config", Target, Image, """{"schemaVersion":2,"config":{"mediaType":"a/b","digest":"{MISSING}","size":9},"layers":[]}""", 404, "MANIFEST_BLOB_UNKNOWN"),
        Row("push an index without its child", Target, Index, """{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{MISSING}","size":9}]}""", 404, "MANIFEST_BLOB_UNKNOWN"),
        Row("push an image whose layer is a manifest", Target, Image, """{"schemaVersion":2,"config":{CONFIG},"layers":[{IMAGEDESCRIPTOR}]}""", 404, "MANIFEST_BLOB_UNKNOWN"),
        Row("push an index whose child is a blob that says it is an image", Target, Index, """{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{BLOB}","size":20000}]}""", 404, "MANIFEST_BLOB_UNKNOWN"),
        Row("push an image whose layer is larger than it is", Target, Image, """{"schemaVersion":2,"config":{CONFIG},"layers":[{"mediaType":"a/b","digest":"{BLOB}","size":20001}]}""", 400, "MANIFEST_INVALID"),
        Row("push an image whose layer has no size at all", Target, Image, """{"schemaVersion":2,"config":{CONFIG},"layers":[{"mediaType":"a/b","digest":"{BLOB}","size":0}]}""", 400, "MANIFEST_INVALID"),
        Row("push an image whose layer is as large as a number can be", Target, Image, """{"schemaVersion":2,"config":{CONFIG},"layers":[{"mediaType":"a/b","digest":"{BLOB}","size":9223372036854775807}]}""", 400, "MANIFEST_INVALID"),
        Row("push an image with the empty config in another size", Target, Image, """{"schemaVersion":2,"config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":3},"layers":[]}""", 400, "MANIFEST_INVALID"),
        Row("push an index whose child has another size", Target, Index, """{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{IMAGE}","size":1}]}""", 400, "MANIFEST_INVALID"),
        Row("push one layer in two sizes", Target, Image, """{"schemaVersion":2,"config":{CONFIG},"layers":[{"mediaType":"a/b","digest":"{BLOB}","size":20000},{"mediaType":"a/b","digest":"{BLOB}","size":2}]}""", 400, "MANIFEST_INVALID"),
        Row("push a thousand layers that are not there", Target, Image, Thousand(), 404, "MANIFEST_BLOB_UNKNOWN"),
        Row("push embedded data that is not in the repository", Target, Image, """{"schemaVersion":2,"config":{CONFIG},"layers":[{"mediaType":"a/b","digest":"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad","size":3,"data":"YWJj"}]}""", 404, "MANIFEST_BLOB_UNKNOWN"),
    ];

    private static HostileRequest Row(string name, string path, string contentType, string body, int status, string code) =>
        new(name, "PUT", path, status, code) { Text = body, Headers = ["Content-Type: " + contentType] };

    private static string Thousand() => """{"schemaVersion":2,"config":{CONFIG},"layers":[""" +
        string.Join(',', Enumerable.Range(0, 1000).Select(i => $"{{\"mediaType\":\"a/b\",\"digest\":\"sha256:{i:x64}\",\"size\":1}}")) + "]}";

    private static byte[] Gzip(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return bytes.ToArray();
    }
}
