using System.Formats.Asn1;

namespace Plimsoll.Trust.Certificates;

/// <summary>Takes certificates apart: DER only, version 3, no extension twice.</summary>
internal static class CertificateReader
{
    private const int MaxExtensions = 100;

    private static readonly Asn1Tag Version = new(TagClass.ContextSpecific, 0, true);
    private static readonly Asn1Tag IssuerId = new(TagClass.ContextSpecific, 1);
    private static readonly Asn1Tag SubjectId = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 3, true);

    public static Certificate Read(ReadOnlyMemory<byte> raw)
    {
        if (raw.Length > Certificate.MaxSize) throw new RefusedException($"a certificate of {raw.Length} bytes is not accepted");
        try
        {
            return ReadCertificate(raw);
        }
        catch (Exception e) when (e is AsnContentException or ArgumentException or OverflowException)
        {
            throw new RefusedException("a certificate cannot be read: " + e.Message, e);
        }
    }

    private static Certificate ReadCertificate(ReadOnlyMemory<byte> raw)
    {
        var outer = new AsnReader(raw, AsnEncodingRules.DER);
        var sequence = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var tbsBytes = sequence.ReadEncodedValue();
        var algorithm = sequence.ReadEncodedValue();
        var signature = sequence.ReadBitString(out var unused);
        sequence.ThrowIfNotEmpty();
        if (unused != 0) throw new RefusedException("the signature of a certificate has loose bits");

        var tbs = new AsnReader(tbsBytes, AsnEncodingRules.DER).ReadSequence();
        if (!tbs.HasData || tbs.PeekTag() != Version) throw new RefusedException("a certificate of version 1 is not accepted");
        if (!tbs.ReadSequence(Version).TryReadInt32(out var version) || version != 2) throw new RefusedException("a certificate of a version other than 3 is not accepted");
        var serial = tbs.ReadIntegerBytes();
        if (!tbs.ReadEncodedValue().Span.SequenceEqual(algorithm.Span)) throw new RefusedException("a certificate names two signature algorithms");
        var issuer = tbs.ReadEncodedValue();
        var validity = tbs.ReadSequence();
        var (notBefore, notAfter) = (Time(validity), Time(validity));
        validity.ThrowIfNotEmpty();
        var subject = tbs.ReadEncodedValue();
        var spki = tbs.ReadEncodedValue();
        foreach (var unique in (Asn1Tag[])[IssuerId, SubjectId])
        {
            if (tbs.HasData && tbs.PeekTag().HasSameClassAndValue(unique)) tbs.ReadEncodedValue();
        }
        var extensions = tbs.HasData ? ReadExtensions(tbs.ReadSequence(ExtensionsTag)) : [];
        tbs.ThrowIfNotEmpty();
        return new Certificate(spki)
        {
            Raw = raw,
            Tbs = tbsBytes,
            Issuer = issuer,
            Subject = subject,
            SerialNumber = serial,
            NotBefore = notBefore,
            NotAfter = notAfter,
            Extensions = extensions,
            SignatureAlgorithm = algorithm,
            Signature = signature,
        };
    }

    private static List<CertificateExtension> ReadExtensions(AsnReader tagged)
    {
        var list = tagged.ReadSequence();
        tagged.ThrowIfNotEmpty();
        var extensions = new List<CertificateExtension>();
        while (list.HasData)
        {
            var extension = list.ReadSequence();
            var oid = extension.ReadObjectIdentifier();
            var critical = extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && extension.ReadBoolean();
            var value = extension.ReadOctetString();
            extension.ThrowIfNotEmpty();
            if (extensions.Count == MaxExtensions || extensions.Any(other => other.Oid == oid)) throw new RefusedException($"a certificate has the extension {oid} twice");
            extensions.Add(new CertificateExtension(oid, critical, value));
        }
        return extensions;
    }

    private static DateTimeOffset Time(AsnReader reader) =>
        reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();
}
