using Plimsoll.Trust.Certificates;

namespace Plimsoll.Trust.Authority;

/// <summary>Whether an authority issued a certificate, and what the certificate says.</summary>
public static class CertifiedBy
{
    /// <summary>True when the signature on the certificate is one of the authority, and the certificate has not ended.</summary>
    /// <param name="authority">Certificate of the authority (DER).</param>
    /// <param name="certificate">The other one (DER).</param>
    /// <param name="now">The time; a clock that goes ahead of this one does no harm.</param>
    public static bool Issued(ReadOnlyMemory<byte> authority, ReadOnlyMemory<byte> certificate, DateTimeOffset now)
    {
        try
        {
            var (above, below) = (Certificate.Read(authority), Certificate.Read(certificate));
            return now <= below.NotAfter && below.Issuer.Span.SequenceEqual(above.Subject.Span) && below.IsSignedBy(above);
        }
        catch (RefusedException)
        {
            return false;
        }
    }

    /// <summary>Whom a certificate names; null where it cannot be read or names nobody.</summary>
    public static Signer? NameIn(ReadOnlyMemory<byte> certificate)
    {
        try
        {
            var read = Certificate.Read(certificate);
            return SubjectAlternativeName.Read(read) is [var name, ..] ? new Signer(name, Sigstore.CertificateCheck.Issuer(read)) : null;
        }
        catch (RefusedException)
        {
            return null;
        }
    }
}
