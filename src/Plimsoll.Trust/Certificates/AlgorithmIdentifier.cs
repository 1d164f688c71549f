using System.Formats.Asn1;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Trust.Certificates;

/// <summary>Which hash and which form an AlgorithmIdentifier of a signature means (RFC 5758, RFC 4055, RFC 8410).</summary>
internal static class AlgorithmIdentifier
{
    private static readonly Asn1Tag PssHash = new(TagClass.ContextSpecific, 0, true);
    private static readonly Asn1Tag PssMask = new(TagClass.ContextSpecific, 1, true);
    private static readonly Asn1Tag PssSalt = new(TagClass.ContextSpecific, 2, true);

    /// <summary>The scheme of a signature.</summary>
    /// <param name="encoded">The AlgorithmIdentifier.</param>
    /// <param name="digest">The hash that stands beside it where the identifier itself names none (CMS).</param>
    public static SignatureScheme Signature(ReadOnlyMemory<byte> encoded, HashKind? digest = null)
    {
        var sequence = new AsnReader(encoded, AsnEncodingRules.DER).ReadSequence();
        var oid = sequence.ReadObjectIdentifier();
        return oid switch
        {
            "1.2.840.10045.4.3.2" => new(SignatureForm.EcdsaDer, HashKind.Sha256),
            "1.2.840.10045.4.3.3" => new(SignatureForm.EcdsaDer, HashKind.Sha384),
            "1.2.840.10045.4.3.4" => new(SignatureForm.EcdsaDer, HashKind.Sha512),
            "1.2.840.10045.2.1" when digest is { } hash => new(SignatureForm.EcdsaDer, hash),
            "1.2.840.113549.1.1.1" when digest is { } hash => new(SignatureForm.Pkcs1, hash),
            "1.2.840.113549.1.1.11" => new(SignatureForm.Pkcs1, HashKind.Sha256),
            "1.2.840.113549.1.1.12" => new(SignatureForm.Pkcs1, HashKind.Sha384),
            "1.2.840.113549.1.1.13" => new(SignatureForm.Pkcs1, HashKind.Sha512),
            "1.2.840.113549.1.1.10" => new(SignatureForm.Pss, PssParameters(sequence)),
            "1.3.101.112" => new(SignatureForm.Ed25519, HashKind.Sha512),
            _ => throw new RefusedException($"the signature algorithm {oid} is not accepted"),
        };
    }

    /// <summary>The hash of an AlgorithmIdentifier, whose parameters are absent or NULL.</summary>
    public static HashKind Hash(AsnReader reader)
    {
        var sequence = reader.ReadSequence();
        var kind = HashKinds.FromOid(sequence.ReadObjectIdentifier());
        if (sequence.HasData) sequence.ReadNull();
        sequence.ThrowIfNotEmpty();
        return kind;
    }

    /// <summary>The defaults are SHA-1, so that all parameters must be there; the salt must have the length of the hash.</summary>
    private static HashKind PssParameters(AsnReader sequence)
    {
        var parameters = sequence.ReadSequence();
        var hash = Hash(parameters.ReadSequence(PssHash));
        var mask = parameters.ReadSequence(PssMask).ReadSequence();
        if (mask.ReadObjectIdentifier() != "1.2.840.113549.1.1.8" || Hash(mask) != hash) throw new RefusedException("an RSA-PSS signature has another mask than its hash");
        if (!parameters.ReadSequence(PssSalt).TryReadInt32(out var salt) || salt != hash.Length()) throw new RefusedException("an RSA-PSS signature has a salt of another length than its hash");
        return hash;
    }
}
