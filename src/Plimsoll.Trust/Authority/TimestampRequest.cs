using System.Formats.Asn1;
using System.Text.Json;
using Plimsoll.Trust.Certificates;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Json;

namespace Plimsoll.Trust.Authority;

/// <summary>What a client wants to have stamped (RFC 3161, 2.4.1).</summary>
/// <param name="Imprint">Hash of it.</param>
/// <param name="Algorithm">AlgorithmIdentifier of the hash as the client wrote it: clients compare it byte for byte with the answer.</param>
/// <param name="Nonce">The client's number (DER INTEGER), to be sent back; null for none.</param>
/// <param name="WantsCertificate">Whether the answer shall carry the certificate of the authority.</param>
public sealed record TimestampRequest(byte[] Imprint, byte[] Algorithm, byte[]? Nonce, bool WantsCertificate)
{
    // SHA-256 with parameters NULL.
    private static readonly byte[] Sha256 = [0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00];
    private static readonly byte[] Sha384 = [.. Sha256[..12], 0x02, 0x05, 0x00];
    private static readonly byte[] Sha512 = [.. Sha256[..12], 0x03, 0x05, 0x00];

    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 0, true);

    /// <summary>A request for a stamp over a SHA-256.</summary>
    public static TimestampRequest Of(byte[] sha256) => new(sha256, Sha256, null, true);

    /// <summary>The request in DER.</summary>
    public byte[] Write()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(Algorithm);
                writer.WriteOctetString(Imprint);
            }
            if (Nonce is { } nonce) writer.WriteEncodedValue(nonce);
            if (WantsCertificate) writer.WriteBoolean(true);
        }
        return writer.Encode();
    }

    /// <summary>Reads a request in DER.</summary>
    /// <exception cref="RefusedException">It is none.</exception>
    public static TimestampRequest Read(ReadOnlyMemory<byte> der)
    {
        try
        {
            var outer = new AsnReader(der, AsnEncodingRules.DER);
            var request = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            if (!request.TryReadInt32(out var version) || version != 1) throw new RefusedException("the request has an unknown version");
            var imprint = request.ReadSequence();
            var algorithm = imprint.PeekEncodedValue().ToArray();
            var hash = AlgorithmIdentifier.Hash(imprint);
            var digest = imprint.ReadOctetString();
            imprint.ThrowIfNotEmpty();
            if (digest.Length != hash.Length()) throw new RefusedException("the hash has another length than its function makes");
            if (request.HasData && request.PeekTag().HasSameClassAndValue(Asn1Tag.ObjectIdentifier)) request.ReadObjectIdentifier();
            var nonce = request.HasData && request.PeekTag().HasSameClassAndValue(Asn1Tag.Integer) ? request.ReadEncodedValue().ToArray() : null;
            var wants = request.HasData && request.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && request.ReadBoolean();
            if (request.HasData && request.PeekTag() == ExtensionsTag) throw new RefusedException("extensions of requests are not understood");
            request.ThrowIfNotEmpty();
            return nonce is { Length: > 64 } ? throw new RefusedException("the nonce is too long") : new TimestampRequest(digest, algorithm, nonce, wants);
        }
        catch (AsnContentException e)
        {
            throw new RefusedException("the request cannot be read", e);
        }
    }

    /// <summary>Reads a request of sigstore-js: <c>{artifactHash, hashAlgorithm, nonce, certificates}</c>.</summary>
    /// <exception cref="RefusedException">It is none.</exception>
    public static TimestampRequest ReadJson(ReadOnlyMemory<byte> json) => StrictJson.Read(json, "the request", root =>
    {
        var digest = root.Bytes("artifactHash");
        var (hash, algorithm) = root.Text("hashAlgorithm").ToLowerInvariant() switch
        {
            "sha256" => (HashKind.Sha256, Sha256),
            "sha384" => (HashKind.Sha384, Sha384),
            "sha512" => (HashKind.Sha512, Sha512),
            _ => throw new RefusedException("the hash function is not accepted"),
        };
        if (digest.Length != hash.Length()) throw new RefusedException("the hash has another length than its function makes");
        var wants = !root.Element.TryGetProperty("certificates", out var certificates) || certificates.ValueKind != JsonValueKind.False;
        byte[]? nonce = null;
        if (root.Has("nonce"))
        {
            var writer = new AsnWriter(AsnEncodingRules.DER);
            writer.WriteInteger(root.Number("nonce"));
            nonce = writer.Encode();
        }
        return new TimestampRequest(digest, algorithm, nonce, wants);
    });
}
