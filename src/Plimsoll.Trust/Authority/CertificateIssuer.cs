using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Plimsoll.Trust.Certificates;
using Plimsoll.Trust.Cryptography;
using CertifiedKey = System.Security.Cryptography.X509Certificates.PublicKey;
using PublicKey = Plimsoll.Trust.Cryptography.PublicKey;

namespace Plimsoll.Trust.Authority;

/// <summary>
/// A certificate authority for keys that live for one signature: what it issues names one subject, says who vouches for that name, is known to a certificate log
/// (RFC 6962) and is good for ten minutes, as Fulcio's are.
/// </summary>
/// <param name="certificate">Its own certificate (DER).</param>
/// <param name="key">The key of that certificate.</param>
/// <param name="logKey">The key of the certificate log.</param>
public sealed class CertificateIssuer(ReadOnlyMemory<byte> certificate, PrivateKey key, PrivateKey logKey)
{
    /// <summary>How long a certificate is good for.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly Certificate _issuer = Certificate.Read(certificate);

    /// <summary>Issues a certificate.</summary>
    /// <param name="holder">The key that it is for: ECDSA, or RSA from 2048 bits on.</param>
    /// <param name="name">Whom it names.</param>
    /// <param name="extensions">What the issuer of the identity says besides: text by the last arc of the object identifier below 1.3.6.1.4.1.57264.1.</param>
    /// <param name="now">The time.</param>
    /// <returns>The certificates from the leaf up (DER).</returns>
    /// <exception cref="RefusedException">The key is of a kind that is not certified.</exception>
    public IReadOnlyList<byte[]> Issue(PublicKey holder, CertifiedName name, IReadOnlyDictionary<int, string> extensions, DateTimeOffset now)
    {
        if (holder.Kind == KeyKind.Ed25519) throw new RefusedException("keys of the kind Ed25519 are not certified; use ECDSA");
        var start = new DateTimeOffset(now.UtcTicks - now.UtcTicks % TimeSpan.TicksPerSecond, TimeSpan.Zero);
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)(serial[0] & 0x7f | 0x01);
        var generator = new KeySignatureGenerator(key);
        var request = Request(holder, name, extensions);
        var issuer = new X500DistinguishedName(_issuer.Subject.Span);
        // The log signs what the certificate would be without its word; the same content a second time, with it, is what is given out.
        using var unlogged = request.Create(issuer, generator, start, start + Lifetime, serial);
        request.CertificateExtensions.Add(CertificateLogPromise.Make(Certificate.Read(unlogged.RawData), _issuer, logKey, now));
        using var issued = request.Create(issuer, generator, start, start + Lifetime, serial);
        return [issued.RawData, certificate.ToArray()];
    }

    private CertificateRequest Request(PublicKey holder, CertifiedName name, IReadOnlyDictionary<int, string> extensions)
    {
        var publicKey = CertifiedKey.CreateFromSubjectPublicKeyInfo(holder.Spki.Span, out _);
        var request = new CertificateRequest(new X500DistinguishedName([0x30, 0x00]), publicKey, HashAlgorithmName.SHA256);
        var list = request.CertificateExtensions;
        list.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        list.Add(new X509EnhancedKeyUsageExtension([new Oid(Oids.CodeSigning)], critical: false));
        list.Add(new X509SubjectKeyIdentifierExtension(publicKey, critical: false));
        list.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(SubjectKeyId(_issuer)));
        list.Add(name.ToExtension());
        list.Add(new X509Extension(Oids.FulcioIssuer, Encoding.UTF8.GetBytes(name.Issuer), critical: false));
        list.Add(new X509Extension(Oids.FulcioIssuerV2, Utf8String(name.Issuer), critical: false));
        foreach (var (arc, value) in extensions.OrderBy(extension => extension.Key))
        {
            // The first six are bare text, those from 8 on DER (Fulcio, docs/oid-info.md).
            list.Add(new X509Extension($"1.3.6.1.4.1.57264.1.{arc}", arc < 7 ? Encoding.UTF8.GetBytes(value) : Utf8String(value), critical: false));
        }
        return request;
    }

    private static byte[] SubjectKeyId(Certificate certificate) => ExtensionReader.Read(certificate.Find(Oids.SubjectKeyId)!.Value, reader => reader.ReadOctetString());

    private static byte[] Utf8String(string text)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteCharacterString(UniversalTagNumber.UTF8String, text);
        return writer.Encode();
    }
}
