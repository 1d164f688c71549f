using System.Formats.Asn1;
using System.Security.Cryptography;
using Plimsoll.Trust.Certificates;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Trust.Timestamps;

/// <summary>A signature of CMS (SignerInfo, RFC 5652, 5.3) with signed attributes, which name the signer's certificate (RFC 5035).</summary>
internal sealed class CmsSigner
{
    private const string ContentType = "1.2.840.113549.1.9.3";
    private const string MessageDigest = "1.2.840.113549.1.9.4";
    private const string SigningCertificate = "1.2.840.113549.1.9.16.2.12";
    private const string SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";

    private static readonly Asn1Tag Zero = new(TagClass.ContextSpecific, 0, true);
    private static readonly Asn1Tag KeyId = new(TagClass.ContextSpecific, 0);

    private readonly Dictionary<string, ReadOnlyMemory<byte>> _attributes = [];

    private CmsSigner() { }

    private ReadOnlyMemory<byte> Issuer { get; init; }

    private ReadOnlyMemory<byte> Serial { get; init; }

    private ReadOnlyMemory<byte> SubjectKeyId { get; init; }

    private HashKind Digest { get; init; }

    private byte[] SignedAttributes { get; init; } = [];

    private SignatureScheme Scheme { get; init; }

    private ReadOnlyMemory<byte> Signature { get; init; }

    public static CmsSigner Read(AsnReader info, string contentType)
    {
        if (!info.TryReadInt32(out var version) || version is not (1 or 3)) throw new RefusedException("the signer of the time stamp has an unknown version");
        ReadOnlyMemory<byte> issuer = default, serial = default, keyId = default;
        if (info.PeekTag() == KeyId) keyId = info.ReadOctetString(KeyId);
        else
        {
            var named = info.ReadSequence();
            issuer = named.ReadEncodedValue();
            serial = named.ReadIntegerBytes();
            named.ThrowIfNotEmpty();
        }
        var digest = AlgorithmIdentifier.Hash(info);
        if (info.PeekTag() != Zero) throw new RefusedException("the time stamp has no signed attributes");
        var attributes = info.PeekEncodedValue().ToArray();
        var set = info.ReadSetOf(skipSortOrderValidation: true, Zero);
        // What is signed is the set under its own tag (RFC 5652, 5.4).
        attributes[0] = 0x31;
        var scheme = AlgorithmIdentifier.Signature(info.ReadEncodedValue(), digest);
        var signature = info.ReadOctetString();
        var signer = new CmsSigner { Issuer = issuer, Serial = serial, SubjectKeyId = keyId, Digest = digest, SignedAttributes = attributes, Scheme = scheme, Signature = signature };
        while (set.HasData)
        {
            var attribute = set.ReadSequence();
            var oid = attribute.ReadObjectIdentifier();
            var values = attribute.ReadSetOf(skipSortOrderValidation: true);
            if (!signer._attributes.TryAdd(oid, values.ReadEncodedValue()) || values.HasData) throw new RefusedException("a signed attribute of the time stamp stands there twice");
        }
        if (!signer._attributes.TryGetValue(ContentType, out var type) || new AsnReader(type, AsnEncodingRules.DER).ReadObjectIdentifier() != contentType)
            throw new RefusedException("the signer of the time stamp signed something of another type");
        return signer;
    }

    /// <summary>Whether this is the certificate that the signature names.</summary>
    public bool IsNamed(Certificate certificate) => SubjectKeyId.IsEmpty
        ? certificate.Issuer.Span.SequenceEqual(Issuer.Span) && certificate.SerialNumber.Span.SequenceEqual(Serial.Span)
        : certificate.Find(Oids.SubjectKeyId) is { } id && ExtensionReader.Read(id.Value, reader => reader.ReadOctetString()).AsSpan().SequenceEqual(SubjectKeyId.Span);

    /// <summary>Checks the signature over content with a certificate's key.</summary>
    public void Verify(Certificate certificate, ReadOnlyMemory<byte> content)
    {
        try
        {
            if (!_attributes.TryGetValue(MessageDigest, out var digest) || !new AsnReader(digest, AsnEncodingRules.DER).ReadOctetString().AsSpan().SequenceEqual(Digest.Hash(content.Span)))
                throw new RefusedException("the signed digest of the time stamp is another one");
            if (!NamesCertificate(certificate)) throw new RefusedException("the time stamp names another certificate than that of its signer");
        }
        catch (AsnContentException e)
        {
            throw new RefusedException("a signed attribute of the time stamp cannot be read", e);
        }
        if (!certificate.Key.Verifies(SignedAttributes, Signature.Span, Scheme)) throw new RefusedException("the signature of the time stamp is wrong");
    }

    /// <summary>The first of the certificates that the attribute lists is that of the signer.</summary>
    private bool NamesCertificate(Certificate certificate)
    {
        if (_attributes.TryGetValue(SigningCertificateV2, out var second))
        {
            var id = new AsnReader(second, AsnEncodingRules.DER).ReadSequence().ReadSequence().ReadSequence();
            var hash = id.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence) ? AlgorithmIdentifier.Hash(id) : HashKind.Sha256;
            return id.ReadOctetString().AsSpan().SequenceEqual(hash.Hash(certificate.Raw.Span));
        }
        if (!_attributes.TryGetValue(SigningCertificate, out var first)) return false;
        var named = new AsnReader(first, AsnEncodingRules.DER).ReadSequence().ReadSequence().ReadSequence().ReadOctetString();
#pragma warning disable CA5350 // RFC 2634 knows no other hash; it tells certificates apart, the signature is what proves.
        return named.AsSpan().SequenceEqual(SHA1.HashData(certificate.Raw.Span));
#pragma warning restore CA5350
    }
}
