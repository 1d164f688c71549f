using System.Buffers.Text;
using System.Formats.Asn1;
using System.Text;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Json;

namespace Plimsoll.Trust.Signing;

/// <summary>Signs images as the Notary Project does it (signature-specification 1.0, JWS), with a key on P-256 and its certificate.</summary>
public static class NotationEnvelope
{
    /// <summary>Type of the artifact.</summary>
    public const string ArtifactType = "application/vnd.cncf.notary.signature";

    /// <summary>Media type of the envelope.</summary>
    public const string MediaType = "application/jose+json";

    private const string PayloadType = "application/vnd.cncf.notary.payload.v1+json";
    private const int CoordinateSize = 32;

    /// <summary>Signs an image.</summary>
    /// <param name="key">The key, on P-256.</param>
    /// <param name="chain">Its certificate and those above it (DER), the root last.</param>
    /// <param name="image">The image.</param>
    /// <param name="at">When it is signed.</param>
    public static byte[] Sign(PrivateKey key, IReadOnlyList<byte[]> chain, Descriptor image, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(key);
        var content = Base64Url.EncodeToString(PlainJson.Object(json =>
        {
            json.WriteStartObject("targetArtifact");
            json.WriteString("mediaType", image.MediaType);
            json.WriteString("digest", image.Digest.Value);
            json.WriteNumber("size", image.Size);
            json.WriteEndObject();
        }));
        var header = Base64Url.EncodeToString(PlainJson.Object(json =>
        {
            json.WriteString("alg", "ES256");
            json.WriteStartArray("crit");
            json.WriteStringValue("io.cncf.notary.signingScheme");
            json.WriteEndArray();
            json.WriteString("cty", PayloadType);
            json.WriteString("io.cncf.notary.signingScheme", "notary.x509");
            json.WriteString("io.cncf.notary.signingTime", PlainJson.Time(at));
        }));
        var signature = Fixed(key.Sign(Encoding.ASCII.GetBytes($"{header}.{content}")));
        return PlainJson.Object(json =>
        {
            json.WriteString("payload", content);
            json.WriteString("protected", header);
            json.WriteStartObject("header");
            json.WriteStartArray("x5c");
            foreach (var certificate in chain) json.WriteBase64StringValue(certificate);
            json.WriteEndArray();
            json.WriteString("io.cncf.notary.signingAgent", "plimsoll");
            json.WriteEndObject();
            json.WriteString("signature", Base64Url.EncodeToString(signature));
        });
    }

    /// <summary>The manifest that carries an envelope beside an image.</summary>
    public static byte[] Manifest(Descriptor subject, ReadOnlySpan<byte> envelope, IReadOnlyList<byte[]> chain, DateTimeOffset at)
    {
        var digest = Digest.Of(envelope);
        var (size, thumbprints) = (envelope.Length, "[" + string.Join(',', chain.Select(certificate => $"\"{Convert.ToHexStringLower(HashKind.Sha256.Hash(certificate))}\"")) + "]");
        return PlainJson.Object(json =>
        {
            json.WriteNumber("schemaVersion", 2);
            json.WriteString("mediaType", "application/vnd.oci.image.manifest.v1+json");
            json.WriteString("artifactType", ArtifactType);
            json.WriteStartObject("config");
            json.WriteDescriptor("application/vnd.oci.empty.v1+json", BundleArtifact.EmptyConfig.Length, Digest.Of(BundleArtifact.EmptyConfig.Span));
            json.WriteEndObject();
            json.WriteStartArray("layers");
            json.WriteStartObject();
            json.WriteDescriptor(MediaType, size, digest);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteStartObject("subject");
            json.WriteDescriptor(subject.MediaType, subject.Size, subject.Digest);
            json.WriteEndObject();
            json.WriteStartObject("annotations");
            json.WriteString("io.cncf.notary.x509chain.thumbprint#S256", thumbprints);
            json.WriteString("org.opencontainers.image.created", PlainJson.Time(at));
            json.WriteEndObject();
        });
    }

    /// <summary>JWS has the two numbers of the signature one after the other, not as DER.</summary>
    private static byte[] Fixed(byte[] der)
    {
        var sequence = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        var signature = new byte[2 * CoordinateSize];
        for (var i = 0; i < 2; i++)
        {
            var number = sequence.ReadIntegerBytes().Span.TrimStart((byte)0);
            number.CopyTo(signature.AsSpan(((i + 1) * CoordinateSize) - number.Length));
        }
        return signature;
    }
}
