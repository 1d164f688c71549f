using System.Text.Json;

namespace Plimsoll.Core.Manifests;

/// <summary>Reads descriptors (OCI image-spec, descriptor.md) with every required field checked.</summary>
internal static class DescriptorReader
{
    private static readonly string[] Known = ["mediaType", "digest", "size", "urls", "annotations", "data", "artifactType", "platform"];

    public static List<Descriptor> ReadList(JsonElement parent, string name)
    {
        // Go writes an empty list as null.
        if (!parent.TryGetProperty(name, out var list) || list.ValueKind == JsonValueKind.Null) return [];
        if (list.ValueKind != JsonValueKind.Array) throw new ManifestException($"{name} is not a list");
        var descriptors = new List<Descriptor>(list.GetArrayLength());
        foreach (var element in list.EnumerateArray()) descriptors.Add(Read(element, $"{name}[{descriptors.Count}]"));
        return descriptors;
    }

    public static Descriptor Read(JsonElement element, string where)
    {
        JsonFields.RequireObject(element, where);
        JsonFields.RefuseOtherCase(element, Known);
        var mediaType = JsonFields.OptionalMediaType(element, "mediaType") ?? throw new ManifestException($"{where}: mediaType is missing");
        var text = JsonFields.OptionalString(element, "digest") ?? throw new ManifestException($"{where}: digest is missing");
        if (!Digest.TryParse(text, out var digest)) throw new ManifestException($"{where}: '{JsonFields.Show(text)}' is not a digest");
        if (!element.TryGetProperty("size", out var sizeField) || sizeField.ValueKind != JsonValueKind.Number || !sizeField.TryGetInt64(out var size) || size < 0)
            throw new ManifestException($"{where}: size is missing or not a whole number of bytes");
        CheckData(element, digest, size, where);
        return new Descriptor
        {
            MediaType = mediaType,
            Digest = digest,
            Size = size,
            ArtifactType = JsonFields.OptionalMediaType(element, "artifactType"),
            Urls = Urls(element, where),
            Annotations = JsonFields.Annotations(element, "annotations"),
            Platform = PlatformOf(element, where),
        };
    }

    private static List<string> Urls(JsonElement element, string where)
    {
        if (!element.TryGetProperty("urls", out var list) || list.ValueKind == JsonValueKind.Null) return [];
        if (list.ValueKind != JsonValueKind.Array) throw new ManifestException($"{where}: urls is not a list");
        var urls = new List<string>();
        foreach (var url in list.EnumerateArray())
        {
            urls.Add(url.ValueKind == JsonValueKind.String ? JsonFields.Text(url, "urls") : throw new ManifestException($"{where}: urls has an entry that is not a string"));
        }
        return urls;
    }

    private static Platform? PlatformOf(JsonElement element, string where)
    {
        if (!element.TryGetProperty("platform", out var platform) || platform.ValueKind == JsonValueKind.Null) return null;
        JsonFields.RequireObject(platform, where + ".platform");
        return new Platform(
            JsonFields.OptionalString(platform, "os") ?? "",
            JsonFields.OptionalString(platform, "architecture") ?? "",
            JsonFields.OptionalString(platform, "variant") is { Length: > 0 } variant ? variant : null,
            JsonFields.OptionalString(platform, "os.version") is { Length: > 0 } version ? version : null);
    }

    /// <summary>Embedded data must be what the digest says (descriptor.md, "Embedded Content"); otherwise two readers see two contents.</summary>
    private static void CheckData(JsonElement element, Digest digest, long size, string where)
    {
        if (!element.TryGetProperty("data", out var data) || data.ValueKind == JsonValueKind.Null) return;
        if (data.ValueKind != JsonValueKind.String || !data.TryGetBytesFromBase64(out var bytes)) throw new ManifestException($"{where}: data is not base64");
        if (bytes.Length != size || Digest.Of(bytes, digest.Algorithm) != digest) throw new ManifestException($"{where}: data does not have the digest and size of the descriptor");
    }
}
