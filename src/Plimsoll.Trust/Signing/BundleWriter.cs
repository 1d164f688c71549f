using System.Text.Json;
using Plimsoll.Trust.InToto;
using Plimsoll.Trust.Json;

namespace Plimsoll.Trust.Signing;

/// <summary>Writes Sigstore bundles of version 0.3, field for field as cosign 3 does.</summary>
internal static class BundleWriter
{
    /// <summary>The media type of what is written.</summary>
    public const string MediaType = "application/vnd.dev.sigstore.bundle.v0.3+json";

    public static byte[] Write(SigningMaterial material, Envelope envelope, byte[] signature) => Write(material, json =>
    {
        json.WriteStartObject("dsseEnvelope");
        json.WriteBase64String("payload", envelope.Payload);
        json.WriteString("payloadType", envelope.PayloadType);
        json.WriteStartArray("signatures");
        json.WriteStartObject();
        json.WriteBase64String("sig", signature);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    });

    public static byte[] Write(SigningMaterial material, byte[] sha256, byte[] signature) => Write(material, json =>
    {
        json.WriteStartObject("messageSignature");
        json.WriteStartObject("messageDigest");
        json.WriteString("algorithm", "SHA2_256");
        json.WriteBase64String("digest", sha256);
        json.WriteEndObject();
        json.WriteBase64String("signature", signature);
        json.WriteEndObject();
    });

    private static byte[] Write(SigningMaterial material, Action<Utf8JsonWriter> content) => PlainJson.Object(json =>
    {
        json.WriteString("mediaType", MediaType);
        WriteMaterial(json, material);
        content(json);
    });

    private static void WriteMaterial(Utf8JsonWriter json, SigningMaterial material)
    {
        json.WriteStartObject("verificationMaterial");
        if (material.Certificates is [var leaf, ..])
        {
            json.WriteStartObject("certificate");
            json.WriteBase64String("rawBytes", leaf);
        }
        else
        {
            json.WriteStartObject("publicKey");
            json.WriteString("hint", Convert.ToBase64String(material.Key.Fingerprint.Span));
        }
        json.WriteEndObject();
        if (material.Entries.Count > 0)
        {
            json.WriteStartArray("tlogEntries");
            foreach (var entry in material.Entries) json.WriteRawValue(entry);
            json.WriteEndArray();
        }
        if (material.Timestamps.Count > 0)
        {
            json.WriteStartObject("timestampVerificationData");
            json.WriteStartArray("rfc3161Timestamps");
            foreach (var timestamp in material.Timestamps)
            {
                json.WriteStartObject();
                json.WriteBase64String("signedTimestamp", timestamp);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
