using System.Text.Json;
using System.Text.Unicode;

namespace Plimsoll.Core.Manifests;

/// <summary>
/// Reads manifests strictly, because what one parser overlooks another one runs: no duplicate keys, no known key in another case, no
/// document that is both an image and an index (CVE-2021-41190), no media type that differs from the one it was sent under.
/// </summary>
public static class ManifestReader
{
    /// <summary>Largest accepted manifest in bytes (4 MiB, the limit that every client works with).</summary>
    public const int MaxSize = 4 * 1024 * 1024;

    private const int MaxDepth = 64;

    private static readonly string[] Known =
        ["schemaVersion", "mediaType", "artifactType", "config", "layers", "manifests", "subject", "annotations", "fsLayers", "signatures"];

    /// <summary>Reads a manifest.</summary>
    /// <param name="content">The exact bytes.</param>
    /// <param name="contentType">The media type that the client declared, without parameters, or null when it declared none.</param>
    /// <exception cref="ManifestException">The bytes are no manifest that Plimsoll accepts; the message says why.</exception>
    public static Manifest Read(ReadOnlyMemory<byte> content, string? contentType)
    {
        if (content.Length > MaxSize) throw new ManifestException($"the manifest has {content.Length} bytes; at most {MaxSize} are accepted");
        if (!Utf8.IsValid(content.Span)) throw new ManifestException("the manifest is not valid UTF-8");
        try
        {
            using var json = JsonDocument.Parse(content, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = MaxDepth });
            return Read(json.RootElement, contentType);
        }
        catch (JsonException e)
        {
            throw new ManifestException("the manifest is not valid JSON: " + e.Message, e);
        }
        catch (InvalidOperationException e)
        {
            // The reader's word for an escaped lone surrogate in the name of a property.
            throw new ManifestException("the manifest has a field whose name is not valid text", e);
        }
    }

    private static Manifest Read(JsonElement root, string? contentType)
    {
        JsonFields.RequireObject(root, "the manifest");
        JsonFields.RefuseOtherCase(root, Known);
        if (!root.TryGetProperty("schemaVersion", out var version) || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number))
            throw new ManifestException("schemaVersion is missing or not a number");
        if (number == 1) throw new ManifestException("Docker schema 1 manifests are not accepted: push the image again with a client of this decade");
        if (number != 2) throw new ManifestException($"schemaVersion is {number}; 2 is expected");

        var mediaType = MediaTypeOf(root, contentType);
        var isIndex = MediaTypes.IsIndex(mediaType);
        foreach (var foreign in isIndex ? ["config", "layers", "fsLayers"] : new[] { "manifests", "fsLayers" })
        {
            if (root.TryGetProperty(foreign, out _)) throw new ManifestException($"a document of type {mediaType} must not have the field '{foreign}'");
        }
        if (!isIndex && !root.TryGetProperty("config", out _)) throw new ManifestException("config is missing");
        if (isIndex && !root.TryGetProperty("manifests", out _)) throw new ManifestException("manifests is missing");
        return new Manifest
        {
            MediaType = mediaType,
            ArtifactType = JsonFields.OptionalMediaType(root, "artifactType"),
            Config = isIndex ? null : DescriptorReader.Read(root.GetProperty("config"), "config"),
            Layers = isIndex ? [] : DescriptorReader.ReadList(root, "layers"),
            Manifests = isIndex ? DescriptorReader.ReadList(root, "manifests") : [],
            Subject = root.TryGetProperty("subject", out var subject) && subject.ValueKind != JsonValueKind.Null ? DescriptorReader.Read(subject, "subject") : null,
            Annotations = JsonFields.Annotations(root, "annotations"),
        };
    }

    private static string MediaTypeOf(JsonElement root, string? contentType)
    {
        var declared = JsonFields.OptionalMediaType(root, "mediaType");
        if (contentType is not null && declared is not null && contentType != declared)
            throw new ManifestException($"Content-Type is '{JsonFields.Show(contentType)}' but the manifest says mediaType '{JsonFields.Show(declared)}'");
        var mediaType = contentType ?? declared ?? (root.TryGetProperty("manifests", out _) ? MediaTypes.OciIndex : MediaTypes.OciManifest);
        if (mediaType is MediaTypes.DockerSchema1 or MediaTypes.DockerSchema1Signed)
            throw new ManifestException("Docker schema 1 manifests are not accepted: push the image again with a client of this decade");
        if (!MediaTypes.IsManifest(mediaType))
            throw new ManifestException($"'{JsonFields.Show(mediaType)}' is not a manifest type; known are {MediaTypes.OciManifest}, {MediaTypes.OciIndex}, {MediaTypes.DockerManifest}, {MediaTypes.DockerManifestList}");
        if (declared is null && mediaType is (MediaTypes.DockerManifest or MediaTypes.DockerManifestList))
            throw new ManifestException("a Docker manifest must have a mediaType field");
        return mediaType;
    }
}
