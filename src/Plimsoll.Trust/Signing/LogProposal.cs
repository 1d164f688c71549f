using System.Text.Json;
using Plimsoll.Trust.Certificates;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Json;

namespace Plimsoll.Trust.Signing;

/// <summary>A signature that a transparency log is asked to take: Rekor 2's hashedRekordRequestV002, and the body that it becomes.</summary>
/// <param name="Hash">The hash function of the digest.</param>
/// <param name="Digest">Digest of what was signed: the artifact, or an envelope's pre-authentication encoding.</param>
/// <param name="Signature">The signature.</param>
/// <param name="Verifier">Certificate or public key (DER).</param>
/// <param name="IsCertificate">Whether <paramref name="Verifier"/> is a certificate.</param>
public sealed record LogProposal(HashKind Hash, byte[] Digest, byte[] Signature, byte[] Verifier, bool IsCertificate)
{
    /// <summary>Digest of an envelope's payload, where the client sent the envelope and expects it to be logged as one (kind <c>dsse</c>).</summary>
    internal byte[]? PayloadDigest { get; init; }

    /// <summary>What kind of entry it becomes.</summary>
    public string Kind => PayloadDigest is null ? "hashedrekord" : "dsse";

    /// <summary>Reads the request of a client; a signature that is not one of that key over that digest is refused.</summary>
    /// <exception cref="RefusedException">It is none, or the signature is wrong.</exception>
    public static LogProposal Read(ReadOnlyMemory<byte> json) => StrictJson.Read(json, "the request", root =>
    {
        root.Only("hashedRekordRequestV002", "dsseRequestV002");
        return root.OptionalObject("hashedRekordRequestV002") is { } request ? OfDigest(request) : DsseProposal.Read(root.Object("dsseRequestV002"));
    });

    /// <summary>The request as a client sends it.</summary>
    public byte[] WriteRequest() => PlainJson.Object(json =>
    {
        json.WriteStartObject("hashedRekordRequestV002");
        json.WriteBase64String("digest", Digest);
        WriteSignature(json);
        json.WriteEndObject();
    });

    /// <summary>The bytes that the log hashes: canonical JSON, keys in order (RFC 8785).</summary>
    public byte[] WriteBody() => PlainJson.Object(json =>
    {
        json.WriteString("apiVersion", "0.0.2");
        json.WriteString("kind", Kind);
        json.WriteStartObject("spec");
        json.WriteStartObject(PayloadDigest is null ? "hashedRekordV002" : "dsseV002");
        json.WriteStartObject(PayloadDigest is null ? "data" : "payloadHash");
        json.WriteString("algorithm", Hash.SigstoreName());
        json.WriteBase64String("digest", PayloadDigest ?? Digest);
        json.WriteEndObject();
        if (PayloadDigest is null) WriteSignature(json);
        else
        {
            json.WriteStartArray("signatures");
            json.WriteStartObject();
            WriteSignatureFields(json);
            json.WriteEndObject();
            json.WriteEndArray();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    });

    /// <summary>The key of a certificate or the key itself.</summary>
    /// <exception cref="RefusedException">It cannot be read.</exception>
    internal static PublicKey KeyOf(byte[] verifier, bool isCertificate) => isCertificate ? Certificate.Read(verifier).Key : PublicKey.Read(verifier);

    internal static (byte[] Verifier, bool IsCertificate) ReadVerifier(JsonObject verifier) =>
        verifier.OptionalObject("x509Certificate") is { } certificate ? (certificate.Bytes("rawBytes"), true) : (verifier.Object("publicKey").Bytes("rawBytes"), false);

    private static LogProposal OfDigest(JsonObject request)
    {
        request.Only("digest", "signature");
        var signature = request.Object("signature").Only("content", "verifier");
        var (verifier, isCertificate) = ReadVerifier(signature.Object("verifier"));
        var key = KeyOf(verifier, isCertificate);
        var (digest, bytes) = (request.Bytes("digest"), signature.Bytes("content"));
        var hash = Enum.GetValues<HashKind>().Where(kind => kind.Length() == digest.Length).Select(kind => (HashKind?)kind).FirstOrDefault() ?? throw new RefusedException("the digest is of no hash function that is accepted");
        if (key.Kind == KeyKind.Ed25519 || !(key.VerifiesHash(digest, bytes, key.Scheme(hash)) || key.VerifiesHash(digest, bytes, new SignatureScheme(SignatureForm.Pss, hash))))
            throw new RefusedException("the signature is not one of this key over this digest");
        return new LogProposal(hash, digest, bytes, verifier, isCertificate);
    }

    private void WriteSignature(Utf8JsonWriter json)
    {
        json.WriteStartObject("signature");
        WriteSignatureFields(json);
        json.WriteEndObject();
    }

    private void WriteSignatureFields(Utf8JsonWriter json)
    {
        json.WriteBase64String("content", Signature);
        json.WriteStartObject("verifier");
        json.WriteString("keyDetails", KeyDetails.Of(KeyOf(Verifier, IsCertificate), Hash));
        json.WriteStartObject(IsCertificate ? "x509Certificate" : "publicKey");
        json.WriteBase64String("rawBytes", Verifier);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
