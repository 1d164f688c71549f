using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Json;

namespace Plimsoll.Trust.Signing;

/// <summary>Signatures as cosign made them before version 3: a payload that names the image, signed with a key, in a manifest under a tag beside the image. Skopeo, podman and many admission controllers read no others.</summary>
public static class ClassicSignature
{
    private const string PayloadType = "application/vnd.dev.cosign.simplesigning.v1+json";
    private const string Annotation = "dev.cosignproject.cosign/signature";

    /// <summary>The tag under which the signatures of an image are.</summary>
    public static Tag TagOf(Digest image) => Tag.Parse(Tag.ReferrersFallbackOf(image).Value + ".sig");

    /// <summary>What is signed.</summary>
    /// <param name="reference">The image's repository, with the host.</param>
    /// <param name="image">Its digest.</param>
    public static byte[] Payload(string reference, Digest image) => PlainJson.Object(json =>
    {
        json.WriteStartObject("critical");
        json.WriteStartObject("identity");
        json.WriteString("docker-reference", reference);
        json.WriteEndObject();
        json.WriteStartObject("image");
        json.WriteString("docker-manifest-digest", image.Value);
        json.WriteEndObject();
        json.WriteString("type", "cosign container image signature");
        json.WriteEndObject();
        json.WriteNull("optional");
    });

    /// <summary>Whether a manifest has a signature of a payload already that a key made.</summary>
    public static bool Has(Manifest manifest, ReadOnlySpan<byte> payload, PublicKey key)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(key);
        var digest = Digest.Of(payload);
        foreach (var layer in manifest.Layers)
        {
            if (layer.Digest == digest && layer.Annotations.TryGetValue(Annotation, out var text) && Base64Text.Decode(text) is { } signature && key.Verifies(payload, signature, key.Scheme())) return true;
        }
        return false;
    }

    /// <summary>The configuration of the manifest, which cosign makes look like that of an image.</summary>
    /// <param name="layers">Digests of its layers.</param>
    public static byte[] Config(IReadOnlyList<Digest> layers) => PlainJson.Object(json =>
    {
        json.WriteString("architecture", "");
        json.WriteString("created", "0001-01-01T00:00:00Z");
        json.WriteString("os", "");
        json.WriteStartObject("rootfs");
        json.WriteString("type", "layers");
        json.WriteStartArray("diff_ids");
        foreach (var layer in layers) json.WriteStringValue(layer.Value);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("config");
        json.WriteEndObject();
    });

    /// <summary>The manifest with one signature more than there were.</summary>
    /// <param name="before">The manifest that is there; null when none is.</param>
    /// <param name="payload">What was signed.</param>
    /// <param name="signature">The signature over it.</param>
    /// <returns>The manifest, and its configuration.</returns>
    public static (byte[] Manifest, byte[] Config) Append(Manifest? before, ReadOnlySpan<byte> payload, byte[] signature)
    {
        var added = new Descriptor { MediaType = PayloadType, Digest = Digest.Of(payload), Size = payload.Length, Annotations = new Dictionary<string, string> { [Annotation] = Convert.ToBase64String(signature) } };
        Descriptor[] layers = [.. before?.Layers ?? [], added];
        var config = Config([.. layers.Select(layer => layer.Digest)]);
        return (PlainJson.Object(json =>
        {
            json.WriteNumber("schemaVersion", 2);
            json.WriteString("mediaType", "application/vnd.oci.image.manifest.v1+json");
            json.WriteStartObject("config");
            Write(json, new Descriptor { MediaType = "application/vnd.oci.image.config.v1+json", Digest = Digest.Of(config), Size = config.Length });
            json.WriteEndObject();
            json.WriteStartArray("layers");
            foreach (var layer in layers)
            {
                json.WriteStartObject();
                Write(json, layer);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }), config);
    }

    private static void Write(Utf8JsonWriter json, Descriptor descriptor)
    {
        json.WriteDescriptor(descriptor.MediaType, descriptor.Size, descriptor.Digest);
        if (descriptor.Annotations.Count == 0) return;
        json.WriteStartObject("annotations");
        foreach (var (name, value) in descriptor.Annotations) json.WriteString(name, value);
        json.WriteEndObject();
    }
}
