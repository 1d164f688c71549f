using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Core;

namespace Plimsoll.Cli.Conformance;

/// <summary>A key that lives as long as a run of checks, and signs as cosign and notation do.</summary>
internal sealed class SampleSigner : IDisposable
{
    private const string StatementType = "application/vnd.in-toto+json";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly TimeProvider _time;

    /// <summary>Makes the key.</summary>
    public SampleSigner(TimeProvider time)
    {
        _time = time;
        var request = new CertificateRequest("CN=plimsoll conformance, O=Plimsoll, ST=none, C=XX", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.3")], critical: false));
        var now = time.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        Certificate = certificate.RawData;
    }

    /// <summary>The public key, PEM.</summary>
    public string PublicKey => _key.ExportSubjectPublicKeyInfoPem();

    /// <summary>A certificate of the key that signed itself, DER.</summary>
    public byte[] Certificate { get; }

    /// <summary>A Sigstore bundle 0.3 with a statement about an image, as <c>cosign sign</c> makes it with a key.</summary>
    public byte[] Bundle(string digest)
    {
        var hint = Convert.ToBase64String(SHA256.HashData(_key.ExportSubjectPublicKeyInfo()));
        return Bytes(new JsonObject
        {
            ["mediaType"] = "application/vnd.dev.sigstore.bundle.v0.3+json",
            ["verificationMaterial"] = new JsonObject { ["publicKey"] = new JsonObject { ["hint"] = hint } },
            ["dsseEnvelope"] = Sign(digest),
        });
    }

    /// <summary>A DSSE envelope with a statement, as cosign 2 attaches it.</summary>
    public byte[] Envelope(string digest) => Bytes(Sign(digest));

    /// <summary>Payload and signature of cosign's simple signing.</summary>
    public (byte[] Payload, string Signature) Simple(string digest, string repository, string optional)
    {
        var payload = Bytes(new JsonObject
        {
            ["critical"] = new JsonObject
            {
                ["identity"] = new JsonObject { ["docker-reference"] = repository },
                ["image"] = new JsonObject { ["docker-manifest-digest"] = digest },
                ["type"] = "cosign container image signature",
            },
            ["optional"] = new JsonObject { ["round"] = optional },
        });
        return (payload, Convert.ToBase64String(_key.SignData(payload, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)));
    }

    /// <summary>A Notary Project signature, JWS.</summary>
    public byte[] Jws(string mediaType, string digest, int size)
    {
        var payload = Url(Bytes(new JsonObject { ["targetArtifact"] = new JsonObject { ["mediaType"] = mediaType, ["digest"] = digest, ["size"] = size } }));
        var head = Url(Bytes(new JsonObject
        {
            ["alg"] = "ES256",
            ["cty"] = "application/vnd.cncf.notary.payload.v1+json",
            ["crit"] = new JsonArray("io.cncf.notary.signingScheme"),
            ["io.cncf.notary.signingScheme"] = "notary.x509",
            ["io.cncf.notary.signingTime"] = _time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
        }));
        var signature = _key.SignData(Encoding.ASCII.GetBytes($"{head}.{payload}"), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return Bytes(new JsonObject { ["payload"] = payload, ["protected"] = head, ["header"] = new JsonObject { ["x5c"] = new JsonArray(Convert.ToBase64String(Certificate)), ["io.cncf.notary.signingAgent"] = "plimsoll" }, ["signature"] = Url(signature) });
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private JsonObject Sign(string digest)
    {
        var statement = Bytes(new JsonObject
        {
            ["_type"] = "https://in-toto.io/Statement/v1",
            ["subject"] = new JsonArray(new JsonObject { ["digest"] = new JsonObject { ["sha256"] = Digest.Parse(digest).Hex } }),
            ["predicateType"] = "https://sigstore.dev/cosign/sign/v1",
            ["predicate"] = new JsonObject(),
        });
        byte[] signed = [.. Encoding.UTF8.GetBytes($"DSSEv1 {StatementType.Length} {StatementType} {statement.Length} "), .. statement];
        var signature = _key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return new JsonObject { ["payload"] = Convert.ToBase64String(statement), ["payloadType"] = StatementType, ["signatures"] = new JsonArray(new JsonObject { ["sig"] = Convert.ToBase64String(signature) }) };
    }

    private static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static string Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
