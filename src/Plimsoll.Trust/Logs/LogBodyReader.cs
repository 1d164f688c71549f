using System.Text;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Json;

namespace Plimsoll.Trust.Logs;

/// <summary>Reads the bodies of Rekor's entries: hashedrekord 0.0.1 and 0.0.2, dsse 0.0.1 and 0.0.2, intoto 0.0.2.</summary>
internal static class LogBodyReader
{
    private const int MaxSignatures = 16;

    public static LoggedContent Read(LogEntry entry) => StrictJson.Read(entry.Body, "the log entry", root =>
    {
        var (kind, version) = (root.Text("kind"), root.Text("apiVersion"));
        if ((entry.Kind is not null && entry.Kind != kind) || (entry.Version is not null && entry.Version != version)) throw new RefusedException("the log entry is of another kind than the bundle says");
        var spec = root.Object("spec");
        return (kind, version) switch
        {
            ("hashedrekord", "0.0.1") => HashedRekord(spec),
            ("hashedrekord", "0.0.2") => HashedRekordV2(spec.Object("hashedRekordV002")),
            ("dsse", "0.0.1") => Dsse(spec),
            ("dsse", "0.0.2") => DsseV2(spec.Object("dsseV002")),
            ("intoto", "0.0.2") => InToto(spec.Object("content")),
            _ => throw new RefusedException($"log entries of the kind {JsonObject.Shown(kind)} {JsonObject.Shown(version)} are not understood"),
        };
    });

    private static LoggedContent HashedRekord(JsonObject spec)
    {
        var signature = spec.Object("signature");
        return Content(LoggedDigest.Message, spec.Object("data").Object("hash"), [signature.Bytes("content")], [FromPem(signature.Object("publicKey").Bytes("content"))]);
    }

    private static LoggedContent HashedRekordV2(JsonObject spec)
    {
        var (data, signature) = (spec.Object("data"), spec.Object("signature"));
        return new LoggedContent
        {
            Signatures = [signature.Bytes("content")],
            Verifiers = [Verifier(signature.Object("verifier"))],
            Hash = HashKinds.FromSigstore(data.Text("algorithm")),
            Digest = data.Bytes("digest"),
            DigestOf = LoggedDigest.Message,
        };
    }

    private static LoggedContent Dsse(JsonObject spec)
    {
        var signatures = spec.Objects("signatures", MaxSignatures);
        return Content(LoggedDigest.Payload, spec.Object("payloadHash"), [.. signatures.Select(s => s.Bytes("signature"))], [.. signatures.Select(s => FromPem(s.Bytes("verifier")))]);
    }

    private static LoggedContent DsseV2(JsonObject spec)
    {
        var (signatures, hash) = (spec.Objects("signatures", MaxSignatures), spec.Object("payloadHash"));
        return new LoggedContent
        {
            Signatures = [.. signatures.Select(s => s.Bytes("content"))],
            Verifiers = [.. signatures.Select(s => Verifier(s.Object("verifier")))],
            Hash = HashKinds.FromSigstore(hash.Text("algorithm")),
            Digest = hash.Bytes("digest"),
            DigestOf = LoggedDigest.Payload,
        };
    }

    /// <summary>Its signatures are base64 twice.</summary>
    private static LoggedContent InToto(JsonObject content)
    {
        var signatures = content.Object("envelope").Objects("signatures", MaxSignatures);
        return Content(LoggedDigest.Payload, content.Object("payloadHash"),
            [.. signatures.Select(s => Base64Text.Decode(Encoding.UTF8.GetString(s.Bytes("sig"))) ?? throw new RefusedException("a signature of the log entry is not valid base64"))],
            [.. signatures.Select(s => FromPem(s.Bytes("publicKey")))]);
    }

    private static LoggedContent Content(LoggedDigest digestOf, JsonObject hash, IReadOnlyList<byte[]> signatures, IReadOnlyList<byte[]> verifiers)
    {
        var kind = HashKinds.FromText(hash.Text("algorithm")) ?? throw new RefusedException("the log entry has an unknown hash function");
        try
        {
            return new LoggedContent { Signatures = signatures, Verifiers = verifiers, Hash = kind, Digest = Convert.FromHexString(hash.Text("value")), DigestOf = digestOf };
        }
        catch (FormatException e)
        {
            throw new RefusedException("the hash of the log entry is not hexadecimal", e);
        }
    }

    private static byte[] Verifier(JsonObject verifier) => verifier.OptionalObject("x509Certificate") is { } certificate ? certificate.Bytes("rawBytes") : verifier.Object("publicKey").Bytes("rawBytes");

    private static byte[] FromPem(byte[] pem) => Pem.Blocks(Encoding.UTF8.GetString(pem)) is [var (_, bytes), ..] ? bytes : throw new RefusedException("the key of the log entry is no PEM");
}
