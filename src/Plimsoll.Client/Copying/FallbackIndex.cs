using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Client.Copying;

/// <summary>The list of referrers that clients keep under a tag where a registry keeps none (distribution-spec, "Referrers Tag Schema").</summary>
internal static class FallbackIndex
{
    /// <summary>Media types have a plus sign, which is written as it is.</summary>
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The list with one entry more; null when it has it already. Entries of others stay as they are.</summary>
    /// <param name="known">The list as it stands; null when there is none.</param>
    /// <param name="referrer">What is added.</param>
    /// <exception cref="ManifestException">What stands under the tag is no index.</exception>
    public static byte[]? With(ReadOnlyMemory<byte>? known, FetchedManifest referrer)
    {
        if (known is { } bytes && ManifestReader.Read(bytes, MediaTypes.OciIndex).Manifests.Any(entry => entry.Digest == referrer.Descriptor.Digest)) return null;
        var index = known is { } content ? JsonNode.Parse(content.Span)!.AsObject() : new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = MediaTypes.OciIndex };
        if (index["manifests"] is not JsonArray entries) index["manifests"] = entries = [];
        entries.Add(Entry(referrer));
        return Encoding.UTF8.GetBytes(index.ToJsonString(Plain));
    }

    private static JsonObject Entry(FetchedManifest referrer)
    {
        var manifest = referrer.Read();
        var entry = new JsonObject { ["mediaType"] = referrer.Descriptor.MediaType, ["digest"] = referrer.Descriptor.Digest.Value, ["size"] = referrer.Descriptor.Size };
        if (manifest.ReferrerArtifactType is { } type) entry["artifactType"] = type;
        if (manifest.Annotations.Count > 0) entry["annotations"] = new JsonObject(manifest.Annotations.Select(annotation => KeyValuePair.Create(annotation.Key, (JsonNode?)annotation.Value)));
        return entry;
    }
}
