using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Plimsoll.Trust.Certificates;
using Plimsoll.Trust.Cryptography;
using CertifiedKey = System.Security.Cryptography.X509Certificates.PublicKey;

namespace Plimsoll.Trust.Authority;

/// <summary>Makes the certificates that an installation's own authorities have.</summary>
public static class AuthorityCertificate
{
    /// <summary>How long they are good for; what they signed is good for longer, because the time of a signature counts.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(3650);

    /// <summary>A certificate of an authority that vouches for itself.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="organization">Who runs it: the host.</param>
    /// <param name="name">What it is.</param>
    /// <param name="start">When it begins to count.</param>
    public static byte[] SelfSigned(PrivateKey key, string organization, string name, DateTimeOffset start)
    {
        var request = Request(key, organization, name);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        using var certificate = request.Create(request.SubjectName, new KeySignatureGenerator(key), start, start + Lifetime, Serial());
        return certificate.RawData;
    }

    /// <summary>The chain of a time stamp authority (RFC 3161, 2.3). The key above it is forgotten: it has nothing else to sign.</summary>
    /// <returns>The certificate that signs, then the one above it.</returns>
    public static IReadOnlyList<byte[]> OfTimestamps(PrivateKey key, string organization, DateTimeOffset start)
    {
        using var rootKey = PrivateKey.Generate();
        var root = SelfSigned(rootKey, organization, "plimsoll time stamp root", start);
        var request = Request(key, organization, "plimsoll time stamps");
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(Oids.TimeStamping)], critical: true));
        using var issuer = X509CertificateLoader.LoadCertificate(root);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, true, false));
        using var leaf = request.Create(issuer.SubjectName, new KeySignatureGenerator(rootKey), start, start + Lifetime, Serial());
        return [leaf.RawData, root];
    }

    /// <summary>The key of the first of certificates that stand one after another.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public static Cryptography.PublicKey KeyOf(ReadOnlyMemory<byte> certificates)
    {
        try
        {
            return Certificate.Read(new System.Formats.Asn1.AsnReader(certificates, System.Formats.Asn1.AsnEncodingRules.DER).ReadEncodedValue()).Key;
        }
        catch (System.Formats.Asn1.AsnContentException e)
        {
            throw new RefusedException("a certificate cannot be read", e);
        }
    }

    private static CertificateRequest Request(PrivateKey key, string organization, string name)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(name);
        subject.AddOrganizationName(organization);
        var publicKey = CertifiedKey.CreateFromSubjectPublicKeyInfo(key.PublicKey.Spki.Span, out _);
        var request = new CertificateRequest(subject.Build(), publicKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(publicKey, critical: false));
        return request;
    }

    private static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)(serial[0] & 0x7f | 0x01);
        return serial;
    }
}
