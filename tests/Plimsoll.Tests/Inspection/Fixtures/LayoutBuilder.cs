using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Core;

namespace Plimsoll.Tests.Inspection.Fixtures;

/// <summary>Writes OCI image layouts.</summary>
internal sealed class LayoutBuilder(string directory)
{
    private const string LayerType = "application/vnd.oci.image.layer.v1.tar";

    private readonly JsonArray _manifests = [];

    /// <summary>Adds an image of plain layers.</summary>
    public LayoutBuilder Image(string tag, IEnumerable<byte[]> layers, Action<JsonObject>? config = null) =>
        Tag(tag, Manifest([.. layers.Select(layer => Layer(layer))], config: config));

    /// <summary>A layer as it is stored, with the digest of what it unpacks to.</summary>
    public (JsonObject Descriptor, string DiffId) Layer(byte[] tar, byte[]? stored = null, string suffix = "") => (Blob(stored ?? tar, LayerType + suffix), Digest.Of(tar).Value);

    /// <summary>Writes an image manifest with its configuration.</summary>
    public JsonObject Manifest(IReadOnlyList<(JsonObject Descriptor, string DiffId)> layers, string architecture = "amd64", Action<JsonObject>? config = null, Action<JsonObject>? manifest = null)
    {
        var image = new JsonObject
        {
            ["architecture"] = architecture,
            ["os"] = "linux",
            ["config"] = new JsonObject { ["User"] = "1000", ["Healthcheck"] = new JsonObject { ["Test"] = new JsonArray("CMD", "true") } },
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray([.. layers.Select(layer => (JsonNode)layer.DiffId)]) },
        };
        config?.Invoke(image);
        var document = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaTypes.OciManifest,
            ["config"] = Blob(Json(image), MediaTypes.OciConfig),
            ["layers"] = new JsonArray([.. layers.Select(layer => layer.Descriptor.DeepClone())]),
        };
        manifest?.Invoke(document);
        var descriptor = Blob(Json(document), MediaTypes.OciManifest);
        descriptor["platform"] = new JsonObject { ["os"] = "linux", ["architecture"] = architecture };
        return descriptor;
    }

    /// <summary>Writes an index.</summary>
    public JsonObject Index(params JsonObject[] manifests) =>
        Blob(Json(new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = MediaTypes.OciIndex, ["manifests"] = new JsonArray([.. manifests.Select(manifest => manifest.DeepClone())]) }), MediaTypes.OciIndex);

    /// <summary>Writes a blob and gives its descriptor.</summary>
    public JsonObject Blob(byte[] content, string mediaType)
    {
        var digest = Digest.Of(content);
        var path = Path.Combine(directory, "blobs", "sha256", digest.Hex);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return new JsonObject { ["mediaType"] = mediaType, ["digest"] = digest.Value, ["size"] = content.Length };
    }

    public LayoutBuilder Tag(string? tag, JsonObject descriptor)
    {
        var entry = descriptor.DeepClone().AsObject();
        if (tag is not null) entry["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = tag };
        _manifests.Add(entry);
        return this;
    }

    public void Write()
    {
        File.WriteAllText(Path.Combine(directory, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
        File.WriteAllBytes(Path.Combine(directory, "index.json"), Json(new JsonObject { ["schemaVersion"] = 2, ["manifests"] = _manifests.DeepClone() }));
    }

    private static byte[] Json(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
