using System.Text.Json;
using System.Text.Json.Nodes;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>A manifest as a client would push it: the bytes are made first, everything else is read from them.</summary>
public sealed record BuiltManifest(Digest Digest, byte[] Content, Manifest Manifest)
{
    public static BuiltManifest Image(
        Descriptor config, IEnumerable<Descriptor> layers, Descriptor? subject = null, string? artifactType = null, Dictionary<string, string>? annotations = null,
        string? id = null)
    {
        var json = Start(MediaTypes.OciManifest, subject, artifactType, annotations, id);
        json["config"] = Json(config);
        json["layers"] = new JsonArray([.. layers.Select(Json)]);
        return Build(json, MediaTypes.OciManifest);
    }

    public static BuiltManifest Index(IEnumerable<Descriptor> children, Descriptor? subject = null, string? artifactType = null, Dictionary<string, string>? annotations = null,
        string? id = null)
    {
        var json = Start(MediaTypes.OciIndex, subject, artifactType, annotations, id);
        json["manifests"] = new JsonArray([.. children.Select(Json)]);
        return Build(json, MediaTypes.OciIndex);
    }

    public Descriptor Descriptor(string? artifactType = null, Dictionary<string, string>? annotations = null) => new()
    {
        MediaType = Manifest.MediaType,
        Digest = Digest,
        Size = Content.Length,
        ArtifactType = artifactType,
        Annotations = annotations ?? [],
    };

    private static JsonObject Start(string mediaType, Descriptor? subject, string? artifactType, Dictionary<string, string>? annotations, string? id)
    {
        var json = new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = mediaType };
        if (artifactType is not null) json["artifactType"] = artifactType;
        if (subject is not null) json["subject"] = Json(subject);
        if (annotations is not null) json["annotations"] = JsonSerializer.SerializeToNode(annotations);
        // Makes two otherwise equal manifests differ.
        json["test.id"] = id ?? Guid.NewGuid().ToString();
        return json;
    }

    private static JsonObject Json(Descriptor descriptor)
    {
        var json = new JsonObject { ["mediaType"] = descriptor.MediaType, ["digest"] = descriptor.Digest.Value, ["size"] = descriptor.Size };
        if (descriptor.ArtifactType is not null) json["artifactType"] = descriptor.ArtifactType;
        if (descriptor.Urls.Count > 0) json["urls"] = JsonSerializer.SerializeToNode(descriptor.Urls);
        if (descriptor.Annotations.Count > 0) json["annotations"] = JsonSerializer.SerializeToNode(descriptor.Annotations);
        return json;
    }

    private static BuiltManifest Build(JsonObject json, string mediaType)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(json);
        return new BuiltManifest(Digest.Of(content), content, ManifestReader.Read(content, mediaType));
    }
}
