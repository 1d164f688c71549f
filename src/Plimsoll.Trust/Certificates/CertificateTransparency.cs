using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Security.Cryptography;
using Plimsoll.Trust.Logs;

namespace Plimsoll.Trust.Certificates;

/// <summary>Signed certificate timestamps inside a certificate: a log says that it knows the certificate (RFC 6962, 3.2 and 3.3).</summary>
internal static class CertificateTransparency
{
    private const int MaxTimestamps = 16;
    private const int FixedLength = 1 + 32 + 8;
    private const byte Sha256 = 4;
    private const byte Rsa = 1;
    private const byte Ecdsa = 3;

    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 3, true);

    /// <summary>How many known logs vouch for the certificate.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="issuer">Who signed it.</param>
    /// <param name="logs">The known logs.</param>
    public static int Count(Certificate certificate, Certificate issuer, IReadOnlyList<TransparencyLog> logs)
    {
        if (certificate.Find(Oids.SignedCertificateTimestamps) is not { } extension) return 0;
        var list = ExtensionReader.Read(extension.Value, reader => reader.ReadOctetString()).AsMemory();
        var tbs = WithoutTimestamps(certificate);
        var issuerKey = SHA256.HashData(issuer.Spki.Span);
        return Split(list).Select(item => Vouches(item, tbs, issuerKey, logs)).OfType<string>().Distinct().Count();
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> list)
    {
        var rest = Prefixed(list, out var after);
        if (!after.IsEmpty) throw new RefusedException("the certificate's list of log timestamps is damaged");
        for (var count = 0; !rest.IsEmpty; count++)
        {
            if (count == MaxTimestamps) throw new RefusedException($"the certificate has more than {MaxTimestamps} log timestamps");
            yield return Prefixed(rest, out rest);
        }
    }

    /// <summary>The id of the log when its timestamp holds.</summary>
    private static string? Vouches(ReadOnlyMemory<byte> timestamp, ReadOnlyMemory<byte> tbs, byte[] issuerKey, IReadOnlyList<TransparencyLog> logs)
    {
        if (timestamp.Length < FixedLength || timestamp.Span[0] != 0) return null;
        var id = timestamp.Slice(1, 32);
        var milliseconds = BinaryPrimitives.ReadUInt64BigEndian(timestamp.Span[33..]);
        var extensions = Prefixed(timestamp[FixedLength..], out var rest);
        if (rest.Length < 2) return null;
        var (hash, form) = (rest.Span[0], rest.Span[1]);
        var signature = Prefixed(rest[2..], out var after);
        if (!after.IsEmpty || hash != Sha256 || form is not (Rsa or Ecdsa) || milliseconds > 253_402_300_799_999) return null;
        var log = logs.FirstOrDefault(known => known.Id.Span.SequenceEqual(id.Span));
        if (log?.Key is not { } key || key.IsEc != (form == Ecdsa) || !log.ValidFor.Contains(DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds))) return null;
        return key.Verifies(Signed(timestamp.Slice(33, 8), tbs, issuerKey, extensions), signature.Span, key.Scheme(Cryptography.HashKind.Sha256)) ? Convert.ToHexString(id.Span) : null;
    }

    /// <summary>The structure that the log signed: version 1, certificate timestamp, a precertificate.</summary>
    private static byte[] Signed(ReadOnlyMemory<byte> time, ReadOnlyMemory<byte> tbs, byte[] issuerKey, ReadOnlyMemory<byte> extensions) =>
    [
        0, 0, .. time.Span, 0, 1, .. issuerKey,
        (byte)(tbs.Length >> 16), (byte)(tbs.Length >> 8), (byte)tbs.Length, .. tbs.Span,
        (byte)(extensions.Length >> 8), (byte)extensions.Length, .. extensions.Span,
    ];

    /// <summary>The certificate as the log saw it, before the timestamps were put in.</summary>
    private static byte[] WithoutTimestamps(Certificate certificate)
    {
        var reader = new AsnReader(certificate.Tbs, AsnEncodingRules.DER).ReadSequence();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            while (reader.HasData)
            {
                if (reader.PeekTag() != ExtensionsTag)
                {
                    writer.WriteEncodedValue(reader.ReadEncodedValue().Span);
                    continue;
                }
                var extensions = reader.ReadSequence(ExtensionsTag).ReadSequence();
                using (writer.PushSequence(ExtensionsTag))
                using (writer.PushSequence())
                {
                    while (extensions.HasData)
                    {
                        var encoded = extensions.ReadEncodedValue();
                        if (new AsnReader(encoded, AsnEncodingRules.DER).ReadSequence().ReadObjectIdentifier() != Oids.SignedCertificateTimestamps) writer.WriteEncodedValue(encoded.Span);
                    }
                }
            }
        }
        return writer.Encode();
    }

    private static ReadOnlyMemory<byte> Prefixed(ReadOnlyMemory<byte> bytes, out ReadOnlyMemory<byte> rest)
    {
        if (bytes.Length < 2 || BinaryPrimitives.ReadUInt16BigEndian(bytes.Span) is var length && bytes.Length < 2 + length) throw new RefusedException("a log timestamp of the certificate is damaged");
        length = BinaryPrimitives.ReadUInt16BigEndian(bytes.Span);
        rest = bytes[(2 + length)..];
        return bytes.Slice(2, length);
    }
}
