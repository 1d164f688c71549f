using System.Text;
using Plimsoll.Core;

namespace Plimsoll.Tests.Core.Manifests;

/// <summary>Documents that must not be taken for manifests, each with the reason.</summary>
internal static class MalformedManifests
{
    private const string Sha = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private const string Config = $$"""{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{Sha}}","size":3}""";

    public static IEnumerable<(string Why, byte[] Document, string? ContentType)> All =>
        Texts.Select(t => (t.Why, Encoding.UTF8.GetBytes(t.Document), t.ContentType)).Concat(Bytes);

    private static IEnumerable<(string Why, byte[] Document, string? ContentType)> Bytes =>
    [
        ("invalid UTF-8", [.. "{\"schemaVersion\":2,\"a\":\""u8, 0xff, 0xfe, .. "\"}"u8], null),
        ("overlong UTF-8", [.. "{\"schemaVersion\":2,\"a\":\""u8, 0xc0, 0xaf, .. "\"}"u8], null),
        ("an encoded surrogate", [.. "{\"schemaVersion\":2,\"a\":\""u8, 0xed, 0xa0, 0x80, .. "\"}"u8], null),
        ("a byte order mark", [0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(Image())], null),
        ("UTF-16", Encoding.Unicode.GetBytes(Image()), null),
        ("no bytes", [], null),
    ];

    private static IEnumerable<(string Why, string Document, string? ContentType)> Texts =>
    [
        ("white space", "   ", null),
        ("no JSON", "blablabla", null),
        ("a list", "[]", null),
        ("null", "null", null),
        ("a number", "2", null),
        ("an empty object", "{}", null),
        ("cut off", Image()[..^1], null),
        ("two documents", Image() + Image(), null),
        ("a comment", "/* */" + Image(), null),
        ("a trailing comma", """{"schemaVersion":2,}""", null),
        ("single quotes", "{'schemaVersion':2}", null),
        ("a NUL byte", "{\"schemaVersion\":2,\"a\":\"\0\"}", null),
        ("too deep", "{\"schemaVersion\":2,\"a\":" + new string('[', 100) + new string(']', 100) + "}", null),
        ("very deep", new string('[', 100_000), null),
        ("no schemaVersion", $$"""{"config":{{Config}},"layers":[]}""", null),
        ("schemaVersion 1", $$"""{"schemaVersion":1,"config":{{Config}}}""", null),
        ("schemaVersion 3", $$"""{"schemaVersion":3,"config":{{Config}}}""", null),
        ("schemaVersion as text", $$"""{"schemaVersion":"2","config":{{Config}}}""", null),
        ("schemaVersion with a fraction", $$"""{"schemaVersion":2.5,"config":{{Config}}}""", null),
        ("schemaVersion null", $$"""{"schemaVersion":null,"config":{{Config}}}""", null),
        ("schemaVersion beyond 64 bits", $$"""{"schemaVersion":99999999999999999999,"config":{{Config}}}""", null),
        ("a duplicate key", $$"""{"schemaVersion":2,"schemaVersion":2,"config":{{Config}}}""", null),
        ("a duplicate key by escape", $$"""{"schemaVersion":2,"config":{{Config}},"\u0063onfig":{{Config}}}""", null),
        ("a duplicate key in a descriptor", Image(layers: $$"""[{"mediaType":"a/b","digest":"{{Sha}}","digest":"{{Sha}}","size":3}]"""), null),
        ("a duplicate annotation", Image(more: ",\"annotations\":{\"a\":\"1\",\"a\":\"2\"}"), null),
        ("a duplicate key in an unknown field", Image(more: ",\"x\":{\"a\":1,\"a\":2}"), null),
        ("a key in another case", $$"""{"schemaVersion":2,"config":{{Config}},"Layers":[]}""", null),
        ("two cases of one key", Image(more: ",\"LAYERS\":[]"), null),
        ("a descriptor key in another case", Image(layers: $$"""[{"mediaType":"a/b","Digest":"{{Sha}}","digest":"{{Sha}}","size":3}]"""), null),
        ("an image with manifests", Image(more: ",\"manifests\":[]"), null),
        ("an index with layers", """{"schemaVersion":2,"manifests":[],"layers":[]}""", MediaTypes.OciIndex),
        ("an index with a config", $$"""{"schemaVersion":2,"manifests":[],"config":{{Config}}}""", MediaTypes.OciIndex),
        ("an image with fsLayers", Image(more: ",\"fsLayers\":[]"), null),
        ("an image sent as an index", Image(), MediaTypes.OciIndex),
        ("an index sent as an image", """{"schemaVersion":2,"manifests":[]}""", MediaTypes.OciManifest),
        ("another media type than the one it says", Image(more: $",\"mediaType\":\"{MediaTypes.OciManifest}\""), MediaTypes.DockerManifest),
        ("an unknown media type", Image(), "application/json"),
        ("an unknown mediaType field", Image(more: ",\"mediaType\":\"application/json\""), null),
        ("a mediaType that is none", Image(more: ",\"mediaType\":\"manifest\""), null),
        ("a mediaType of another kind", Image(more: ",\"mediaType\":7"), null),
        ("Docker schema 1", """{"schemaVersion":1,"name":"a","tag":"b","fsLayers":[],"signatures":[]}""", MediaTypes.DockerSchema1Signed),
        ("the type of Docker schema 1", Image(), MediaTypes.DockerSchema1),
        ("a Docker manifest without mediaType", Image(), MediaTypes.DockerManifest),
        ("no config", """{"schemaVersion":2,"layers":[]}""", MediaTypes.OciManifest),
        ("a null config", """{"schemaVersion":2,"config":null,"layers":[]}""", null),
        ("a config that is a list", """{"schemaVersion":2,"config":[],"layers":[]}""", null),
        ("a config that is text", $$"""{"schemaVersion":2,"config":"{{Sha}}","layers":[]}""", null),
        ("no manifests", """{"schemaVersion":2}""", MediaTypes.OciIndex),
        ("layers that are an object", Image(layers: "{}"), null),
        ("layers that are text", Image(layers: "\"\""), null),
        ("a layer that is null", Image(layers: "[null]"), null),
        ("a layer that is text", Image(layers: $"[\"{Sha}\"]"), null),
        ("a layer without media type", Image(layers: $$"""[{"digest":"{{Sha}}","size":3}]"""), null),
        ("a layer with an empty media type", Layer("\"\"", $"\"{Sha}\"", "3"), null),
        ("a layer with a bad media type", Layer("\"a b\"", $"\"{Sha}\"", "3"), null),
        ("a layer with line breaks in its media type", Layer("\"a/b\\r\\nX: y\"", $"\"{Sha}\"", "3"), null),
        ("a layer without digest", Image(layers: """[{"mediaType":"a/b","size":3}]"""), null),
        ("a layer with a bad digest", Layer("\"a/b\"", "\"sha256:abc\"", "3"), null),
        ("a layer with an unknown algorithm", Layer("\"a/b\"", "\"md5:900150983cd24fb0d6963f7d28e17f72\"", "3"), null),
        ("a layer with an upper-case digest", Layer("\"a/b\"", $"\"sha256:{Sha[7..].ToUpperInvariant()}\"", "3"), null),
        ("a layer with a path for a digest", Layer("\"a/b\"", "\"sha256:../../../../etc/passwd\"", "3"), null),
        ("a layer with a number for a digest", Layer("\"a/b\"", "7", "3"), null),
        ("a layer without size", Image(layers: $$"""[{"mediaType":"a/b","digest":"{{Sha}}"}]"""), null),
        ("a negative size", Layer("\"a/b\"", $"\"{Sha}\"", "-1"), null),
        ("a size with a fraction", Layer("\"a/b\"", $"\"{Sha}\"", "3.5"), null),
        ("a size with an exponent", Layer("\"a/b\"", $"\"{Sha}\"", "3e0"), null),
        ("a size beyond 64 bits", Layer("\"a/b\"", $"\"{Sha}\"", "9223372036854775808"), null),
        ("an astronomical size", Layer("\"a/b\"", $"\"{Sha}\"", "1e999999999"), null),
        ("a size of a thousand digits", Layer("\"a/b\"", $"\"{Sha}\"", new string('9', 1000)), null),
        ("a size as text", Layer("\"a/b\"", $"\"{Sha}\"", "\"3\""), null),
        ("a size that is null", Layer("\"a/b\"", $"\"{Sha}\"", "null"), null),
        ("a size that is true", Layer("\"a/b\"", $"\"{Sha}\"", "true"), null),
        ("urls that are text", Layer("\"a/b\"", $"\"{Sha}\"", "3,\"urls\":\"https://a\""), null),
        ("a url that is a number", Layer("\"a/b\"", $"\"{Sha}\"", "3,\"urls\":[7]"), null),
        ("data that is a number", Layer("\"a/b\"", $"\"{Sha}\"", "3,\"data\":7"), null),
        ("data of other content", Layer("\"a/b\"", $"\"{Sha}\"", "3,\"data\":\"eHl6\""), null),
        ("a platform that is text", """{"schemaVersion":2,"manifests":[{"mediaType":"a/b","digest":"%SHA%","size":3,"platform":"linux"}]}""".Replace("%SHA%", Sha, StringComparison.Ordinal), MediaTypes.OciIndex),
        ("a platform of the wrong kinds", """{"schemaVersion":2,"manifests":[{"mediaType":"a/b","digest":"%SHA%","size":3,"platform":{"os":1}}]}""".Replace("%SHA%", Sha, StringComparison.Ordinal), MediaTypes.OciIndex),
        ("annotations that are a list", Image(more: ",\"annotations\":[]"), null),
        ("an annotation that is a number", Image(more: ",\"annotations\":{\"a\":1}"), null),
        ("an annotation that is null", Image(more: ",\"annotations\":{\"a\":null}"), null),
        ("an annotation with a lone surrogate", Image(more: ",\"annotations\":{\"a\":\"\\ud800\"}"), null),
        ("an annotation key with a lone surrogate", Image(more: ",\"annotations\":{\"\\ud800\":\"a\"}"), null),
        ("a key with a lone surrogate", Image(more: ",\"\\udfff\":1"), null),
        ("an artifactType that is none", Image(more: ",\"artifactType\":\"sbom\""), null),
        ("an artifactType of another kind", Image(more: ",\"artifactType\":{}"), null),
        ("an artifactType with a lone surrogate", Image(more: ",\"artifactType\":\"a/\\ud800\""), null),
        ("a subject that is text", Image(more: $",\"subject\":\"{Sha}\""), null),
        ("a subject without digest", Image(more: ",\"subject\":{\"mediaType\":\"a/b\",\"size\":3}"), null),
        ("a subject with a bad digest", Image(more: ",\"subject\":{\"mediaType\":\"a/b\",\"digest\":\"sha256:x\",\"size\":3}"), null),
    ];

    private static string Image(string layers = "[]", string more = "") => $$"""{"schemaVersion":2,"config":{{Config}},"layers":{{layers}}{{more}}}""";

    private static string Layer(string mediaType, string digest, string size) => Image(layers: $$"""[{"mediaType":{{mediaType}},"digest":{{digest}},"size":{{size}}}]""");
}
