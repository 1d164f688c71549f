using System.Text.Encodings.Web;
using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Inspection.Sbom;

/// <summary>
/// A bill of materials as an artifact that refers to an image (OCI image-spec 1.1, manifest.md, "Guidelines for Artifact Usage"). The document is reproducible and so is the manifest: attaching it
/// twice changes nothing.
/// </summary>
public sealed record SbomArtifact
{
    /// <summary>Media types have a plus sign, which is written as it is.</summary>
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private SbomArtifact() { }

    /// <summary>The document.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>The document as a blob.</summary>
    public required Descriptor Blob { get; init; }

    /// <summary>The configuration of every artifact: <c>{}</c>.</summary>
    public static Descriptor Config { get; } = new() { MediaType = MediaTypes.OciEmpty, Digest = Digest.EmptyJson, Size = 2 };

    /// <summary>The bytes of the manifest.</summary>
    public required ReadOnlyMemory<byte> Manifest { get; init; }

    /// <summary>The manifest.</summary>
    public required Descriptor Descriptor { get; init; }

    /// <summary>Makes the artifact.</summary>
    /// <param name="document">The document.</param>
    /// <param name="format">Its format.</param>
    /// <param name="subject">The manifest of the image.</param>
    public static SbomArtifact Of(ReadOnlyMemory<byte> document, SbomFormat format, Descriptor subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var mediaType = SbomFormats.MediaTypeOf(format);
        var blob = Descriptor.Of(mediaType, document.Span);
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Plain))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", 2);
            json.WriteString("mediaType", MediaTypes.OciManifest);
            json.WriteString("artifactType", mediaType);
            Write(json, "config", Config, null);
            json.WriteStartArray("layers");
            Write(json, null, blob, "sbom" + SbomFormats.ExtensionOf(format));
            json.WriteEndArray();
            Write(json, "subject", subject, null);
            json.WriteEndObject();
        }
        var manifest = bytes.ToArray();
        return new SbomArtifact
        {
            Content = document,
            Blob = blob,
            Manifest = manifest,
            Descriptor = Descriptor.Of(MediaTypes.OciManifest, manifest) with { ArtifactType = mediaType },
        };
    }

    private static void Write(Utf8JsonWriter json, string? name, Descriptor descriptor, string? title)
    {
        if (name is null) json.WriteStartObject();
        else json.WriteStartObject(name);
        json.WriteString("mediaType", descriptor.MediaType);
        json.WriteString("digest", descriptor.Digest.Value);
        json.WriteNumber("size", descriptor.Size);
        if (descriptor.ArtifactType is { } type) json.WriteString("artifactType", type);
        if (title is not null)
        {
            json.WriteStartObject("annotations");
            json.WriteString("org.opencontainers.image.title", title);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
