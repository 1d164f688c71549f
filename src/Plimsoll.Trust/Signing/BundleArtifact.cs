using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Trust.Json;

namespace Plimsoll.Trust.Signing;

/// <summary>The manifest that carries a bundle beside an image, byte for byte in the shape of cosign 3: a referrer with one layer and the empty config.</summary>
public static class BundleArtifact
{
    /// <summary>The artifact type, and the media type of the layer.</summary>
    public const string MediaType = BundleWriter.MediaType;

    /// <summary>The empty config, which must be pushed as a blob too.</summary>
    public static ReadOnlyMemory<byte> EmptyConfig { get; } = "{}"u8.ToArray();

    /// <summary>Writes the manifest.</summary>
    /// <param name="subject">The image that the bundle is about.</param>
    /// <param name="bundle">The bundle, which is pushed as a blob.</param>
    /// <param name="predicateType">Type of the statement in it; null for a signature over a digest.</param>
    /// <param name="created">When it was made.</param>
    public static byte[] Manifest(Descriptor subject, ReadOnlySpan<byte> bundle, string? predicateType, DateTimeOffset created)
    {
        var (size, digest) = (bundle.Length, Digest.Of(bundle));
        return PlainJson.Object(json =>
        {
            json.WriteNumber("schemaVersion", 2);
            json.WriteString("mediaType", "application/vnd.oci.image.manifest.v1+json");
            json.WriteStartObject("config");
            json.WriteDescriptor("application/vnd.oci.empty.v1+json", EmptyConfig.Length, Digest.Of(EmptyConfig.Span));
            json.WriteString("artifactType", MediaType);
            json.WriteEndObject();
            json.WriteStartArray("layers");
            json.WriteStartObject();
            json.WriteDescriptor(MediaType, size, digest);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteStartObject("annotations");
            json.WriteString("dev.sigstore.bundle.content", predicateType is null ? "message-signature" : "dsse-envelope");
            if (predicateType is not null) json.WriteString("dev.sigstore.bundle.predicateType", predicateType);
            json.WriteString("org.opencontainers.image.created", PlainJson.Time(created));
            json.WriteEndObject();
            json.WriteStartObject("subject");
            json.WriteDescriptor(subject.MediaType, subject.Size, subject.Digest);
            json.WriteEndObject();
            json.WriteString("artifactType", MediaType);
        });
    }
}
