using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Trust.Signing;

/// <summary>A certificate that a key issues to itself, for verifiers that know keys only by certificates: it is put into their trust store as it is.</summary>
public static class SigningCertificate
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3650);

    /// <summary>Whom a certificate (DER) names, as verifiers of the Notary Project say it.</summary>
    public static string SubjectOf(byte[] certificate) => Notation.DistinguishedName.Read(Certificates.Certificate.Read(certificate).Subject).ToString();

    /// <summary>Whom the certificates in a text (PEM) name.</summary>
    /// <exception cref="RefusedException">One of them cannot be read.</exception>
    public static IReadOnlyList<string> SubjectsOf(string pem) => [.. Pem.Blocks(pem).Where(block => block.Label == "CERTIFICATE").Select(block => SubjectOf(block.Bytes))];

    /// <summary>Makes the certificate (DER).</summary>
    /// <param name="key">The key, on P-256.</param>
    /// <param name="name">Whom it names.</param>
    /// <param name="start">When it begins to count.</param>
    public static byte[] SelfSigned(PrivateKey key, string name, DateTimeOffset start)
    {
        ArgumentNullException.ThrowIfNull(key);
        using var ec = ECDsa.Create();
        ec.ImportPkcs8PrivateKey(key.Export(), out _);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(name);
        subject.AddOrganizationName("Plimsoll");
        subject.AddStateOrProvinceName("registry");
        subject.AddCountryOrRegion("XX");
        var request = new CertificateRequest(subject.Build(), ec, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.3")], critical: false));
        using var certificate = request.CreateSelfSigned(start, start + Lifetime);
        return certificate.RawData;
    }
}
