using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Core;

namespace Plimsoll.Client.Conformance;

/// <summary>A manifest that a check pushes.</summary>
/// <param name="MediaType">Its media type.</param>
/// <param name="Content">The exact bytes.</param>
public sealed record SampleManifest(string MediaType, byte[] Content)
{
    private static readonly byte[] Nothing = "{}"u8.ToArray();

    /// <summary>Its digest.</summary>
    public string Digest { get; } = Core.Digest.Of(Content).Value;

    /// <summary>An image manifest.</summary>
    /// <param name="config">Media type and bytes of the config.</param>
    /// <param name="layers">Media types and bytes of the layers.</param>
    /// <param name="artifactType">The type of the artifact; null for none.</param>
    /// <param name="subject">What it is about; null for nothing.</param>
    /// <param name="annotations">Names and values.</param>
    public static SampleManifest Image((string Type, byte[] Content) config, IEnumerable<(string Type, byte[] Content)> layers, string? artifactType = null, SampleManifest? subject = null, params (string Name, string Value)[] annotations)
    {
        var json = Start(MediaTypes.OciManifest, artifactType, subject, annotations);
        json["config"] = Descriptor(config.Type, config.Content);
        json["layers"] = new JsonArray([.. layers.Select(layer => (JsonNode)Descriptor(layer.Type, layer.Content))]);
        return new SampleManifest(MediaTypes.OciManifest, Encoding.UTF8.GetBytes(json.ToJsonString()));
    }

    /// <summary>An artifact as the image-spec recommends it: an empty config.</summary>
    public static SampleManifest Artifact(string artifactType, (string Type, byte[] Content) layer, SampleManifest? subject, params (string Name, string Value)[] annotations) =>
        Image((MediaTypes.OciEmpty, Nothing), [layer], artifactType, subject, annotations);

    /// <summary>An index.</summary>
    public static SampleManifest Index(IEnumerable<SampleManifest> children, SampleManifest? subject = null, params (string Name, string Value)[] annotations)
    {
        var json = Start(MediaTypes.OciIndex, null, subject, annotations);
        json["manifests"] = new JsonArray([.. children.Select(child => (JsonNode)child.Describe())]);
        return new SampleManifest(MediaTypes.OciIndex, Encoding.UTF8.GetBytes(json.ToJsonString()));
    }

    /// <summary>A descriptor of it.</summary>
    public JsonObject Describe(string? artifactType = null)
    {
        var descriptor = Descriptor(MediaType, Content);
        if (artifactType is not null) descriptor["artifactType"] = artifactType;
        return descriptor;
    }

    private static JsonObject Start(string mediaType, string? artifactType, SampleManifest? subject, (string Name, string Value)[] annotations)
    {
        var json = new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = mediaType };
        if (artifactType is not null) json["artifactType"] = artifactType;
        if (subject is not null) json["subject"] = subject.Describe();
        if (annotations.Length > 0) json["annotations"] = new JsonObject(annotations.Select(annotation => KeyValuePair.Create(annotation.Name, (JsonNode?)annotation.Value)));
        return json;
    }

    private static JsonObject Descriptor(string mediaType, byte[] content) => new() { ["mediaType"] = mediaType, ["digest"] = Core.Digest.Of(content).Value, ["size"] = content.Length };
}
