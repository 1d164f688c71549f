using System.Formats.Asn1;
using Plimsoll.Trust.Certificates;

namespace Plimsoll.Trust.Timestamps;

/// <summary>Takes time stamps apart: TimeStampResp, ContentInfo, SignedData, TSTInfo (RFC 3161, 2.4.2; RFC 5652, 5).</summary>
internal static class TimestampReader
{
    private const int MaxSize = 256 * 1024;
    private const int MaxCertificates = 16;
    private const string SignedData = "1.2.840.113549.1.7.2";
    private const string TstInfo = "1.2.840.113549.1.9.16.1.4";

    private static readonly Asn1Tag Zero = new(TagClass.ContextSpecific, 0, true);
    private static readonly Asn1Tag One = new(TagClass.ContextSpecific, 1, true);

    public static TimestampToken Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > MaxSize) throw new RefusedException($"a time stamp of {bytes.Length} bytes is not accepted");
        try
        {
            return ReadToken(Unwrapped(bytes));
        }
        catch (Exception e) when (e is AsnContentException or ArgumentException or OverflowException)
        {
            throw new RefusedException("the time stamp cannot be read: " + e.Message, e);
        }
    }

    /// <summary>The token of an answer; a token alone is returned as it is.</summary>
    private static AsnReader Unwrapped(ReadOnlyMemory<byte> bytes)
    {
        var outer = new AsnReader(bytes, AsnEncodingRules.DER);
        var sequence = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        if (!sequence.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence)) return sequence;
        if (!sequence.ReadSequence().TryReadInt32(out var status) || status is not (0 or 1)) throw new RefusedException($"the time stamp authority refused with status {status}");
        var token = sequence.ReadSequence();
        sequence.ThrowIfNotEmpty();
        return token;
    }

    private static TimestampToken ReadToken(AsnReader contentInfo)
    {
        if (contentInfo.ReadObjectIdentifier() != SignedData) throw new RefusedException("the time stamp is not signed");
        var signed = contentInfo.ReadSequence(Zero).ReadSequence();
        contentInfo.ThrowIfNotEmpty();
        if (!signed.TryReadInt32(out var version) || version is < 1 or > 5) throw new RefusedException("the time stamp has an unknown version");
        signed.ReadSetOf(skipSortOrderValidation: true);
        var encapsulated = signed.ReadSequence();
        if (encapsulated.ReadObjectIdentifier() != TstInfo) throw new RefusedException("what is signed is no time stamp");
        var content = encapsulated.ReadSequence(Zero).ReadOctetString();
        var certificates = new List<Certificate>();
        if (signed.PeekTag() == Zero)
        {
            for (var set = signed.ReadSetOf(skipSortOrderValidation: true, Zero); set.HasData;)
            {
                if (certificates.Count == MaxCertificates) throw new RefusedException($"a time stamp with more than {MaxCertificates} certificates is not accepted");
                certificates.Add(Certificate.Read(set.ReadEncodedValue()));
            }
        }
        if (signed.PeekTag() == One) signed.ReadEncodedValue();
        var signers = signed.ReadSetOf(skipSortOrderValidation: true);
        var signer = CmsSigner.Read(signers.ReadSequence(), TstInfo);
        signers.ThrowIfNotEmpty();
        signed.ThrowIfNotEmpty();
        return ReadInfo(content, certificates, signer);
    }

    private static TimestampToken ReadInfo(byte[] content, IReadOnlyList<Certificate> certificates, CmsSigner signer)
    {
        var outer = new AsnReader(content, AsnEncodingRules.DER);
        var info = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        if (!info.TryReadInt32(out var version) || version != 1) throw new RefusedException("the time stamp has an unknown version");
        info.ReadObjectIdentifier();
        var imprint = info.ReadSequence();
        var hash = AlgorithmIdentifier.Hash(imprint);
        var hashed = imprint.ReadOctetString();
        info.ReadIntegerBytes();
        return new TimestampToken { ImprintHash = hash, Imprint = hashed, Time = info.ReadGeneralizedTime(), Certificates = certificates, Signer = signer, Content = content };
    }
}
