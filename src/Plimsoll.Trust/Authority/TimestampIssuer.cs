using System.Formats.Asn1;
using System.Security.Cryptography;
using Plimsoll.Trust.Certificates;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Trust.Authority;

/// <summary>A time stamp authority (RFC 3161). Times are whole seconds, cut and not rounded: a stamp is never later than what it is of.</summary>
/// <param name="chain">Its certificate and those above it (DER).</param>
/// <param name="key">The key of the first: ECDSA on P-256.</param>
public sealed class TimestampIssuer(IReadOnlyList<byte[]> chain, PrivateKey key)
{
    private const string SignedData = "1.2.840.113549.1.7.2";
    private const string TstInfo = "1.2.840.113549.1.9.16.1.4";
    private const string Sha256 = "2.16.840.1.101.3.4.2.1";
    private const string EcdsaWithSha256 = "1.2.840.10045.4.3.2";

    // Sigstore's policy, which its clients expect nothing of and others look at.
    private const string Policy = "1.3.6.1.4.1.57264.2";

    private static readonly Asn1Tag Zero = new(TagClass.ContextSpecific, 0, true);

    private readonly Certificate _signer = Certificate.Read(chain[0]);

    /// <summary>Stamps a request.</summary>
    /// <returns>The answer (TimeStampResp, DER).</returns>
    public byte[] Stamp(TimestampRequest request, DateTimeOffset now)
    {
        var time = new DateTimeOffset(now.UtcTicks - now.UtcTicks % TimeSpan.TicksPerSecond, TimeSpan.Zero);
        var content = Info(request, time);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence()) writer.WriteInteger(0);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(SignedData);
                using (writer.PushSequence(Zero)) WriteSigned(writer, content, time, request.WantsCertificate);
            }
        }
        return writer.Encode();
    }

    private static byte[] Info(TimestampRequest request, DateTimeOffset time)
    {
        var serial = RandomNumberGenerator.GetBytes(12);
        serial[0] = (byte)(serial[0] & 0x7f | 0x01);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            writer.WriteObjectIdentifier(Policy);
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(request.Algorithm);
                writer.WriteOctetString(request.Imprint);
            }
            writer.WriteIntegerUnsigned(serial);
            writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);
            if (request.Nonce is { } nonce) writer.WriteEncodedValue(nonce);
        }
        return writer.Encode();
    }

    private void WriteSigned(AsnWriter writer, byte[] content, DateTimeOffset time, bool withCertificates)
    {
        using var signed = writer.PushSequence();
        writer.WriteInteger(3);
        using (writer.PushSetOf()) WriteAlgorithm(writer, Sha256);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(TstInfo);
            using (writer.PushSequence(Zero)) writer.WriteOctetString(content);
        }
        if (withCertificates)
        {
            using var certificates = writer.PushSetOf(Zero);
            foreach (var certificate in chain) writer.WriteEncodedValue(certificate);
        }
        using var signers = writer.PushSetOf();
        using var signer = writer.PushSequence();
        writer.WriteInteger(1);
        WriteIssuerAndSerial(writer, bare: true);
        WriteAlgorithm(writer, Sha256);
        var attributes = Attributes(content, time);
        // Signed as a SET, written under its context tag (RFC 5652, 5.4).
        var signature = key.Sign(attributes);
        attributes[0] = 0xa0;
        writer.WriteEncodedValue(attributes);
        using (writer.PushSequence()) writer.WriteObjectIdentifier(EcdsaWithSha256);
        writer.WriteOctetString(signature);
    }

    private byte[] Attributes(byte[] content, DateTimeOffset time)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSetOf())
        {
            Attribute(writer, "1.2.840.113549.1.9.3", value => value.WriteObjectIdentifier(TstInfo));
            Attribute(writer, "1.2.840.113549.1.9.5", value => value.WriteUtcTime(time));
            Attribute(writer, "1.2.840.113549.1.9.4", value => value.WriteOctetString(SHA256.HashData(content)));
            // SigningCertificateV2 (RFC 5035): SHA-256 is the default and is left out.
            Attribute(writer, "1.2.840.113549.1.9.16.2.47", value =>
            {
                using var outer = value.PushSequence();
                using var ids = value.PushSequence();
                using var id = value.PushSequence();
                value.WriteOctetString(SHA256.HashData(chain[0]));
                WriteIssuerAndSerial(value, bare: false);
            });
        }
        return writer.Encode();
    }

    private void WriteIssuerAndSerial(AsnWriter writer, bool bare)
    {
        using var sequence = writer.PushSequence();
        if (bare) writer.WriteEncodedValue(_signer.Issuer.Span);
        else
        {
            // GeneralNames with one directoryName.
            using var names = writer.PushSequence();
            using var name = writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 4, true));
            writer.WriteEncodedValue(_signer.Issuer.Span);
        }
        writer.WriteInteger(_signer.SerialNumber.Span);
    }

    private static void Attribute(AsnWriter writer, string oid, Action<AsnWriter> value)
    {
        using var attribute = writer.PushSequence();
        writer.WriteObjectIdentifier(oid);
        using var values = writer.PushSetOf();
        value(writer);
    }

    private static void WriteAlgorithm(AsnWriter writer, string oid)
    {
        using var sequence = writer.PushSequence();
        writer.WriteObjectIdentifier(oid);
        writer.WriteNull();
    }
}
