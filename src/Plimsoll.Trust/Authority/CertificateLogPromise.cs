using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Plimsoll.Trust.Certificates;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Trust.Authority;

/// <summary>The word of a certificate log that it knows a certificate, as an extension of it (RFC 6962, 3.2 and 3.3).</summary>
internal static class CertificateLogPromise
{
    public static X509Extension Make(Certificate unlogged, Certificate issuer, PrivateKey log, DateTimeOffset now)
    {
        var time = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(time, now.ToUnixTimeMilliseconds());
        var signature = log.Sign(Signed(unlogged.Tbs.Span, SHA256.HashData(issuer.Spki.Span), time));
        byte[] promise = [0, .. log.PublicKey.Fingerprint.Span, .. time, 0, 0, 4, 3, .. Length(signature), .. signature];
        byte[] list = [.. Length(promise), .. promise];
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteOctetString([.. Length(list), .. list]);
        return new X509Extension(Oids.SignedCertificateTimestamps, writer.Encode(), critical: false);
    }

    private static byte[] Signed(ReadOnlySpan<byte> tbs, ReadOnlySpan<byte> issuerKey, ReadOnlySpan<byte> time) =>
        [0, 0, .. time, 0, 1, .. issuerKey, (byte)(tbs.Length >> 16), (byte)(tbs.Length >> 8), (byte)tbs.Length, .. tbs, 0, 0];

    private static byte[] Length(byte[] bytes) => [(byte)(bytes.Length >> 8), (byte)bytes.Length];
}
