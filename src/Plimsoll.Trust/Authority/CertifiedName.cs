using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using Plimsoll.Trust.Certificates;

namespace Plimsoll.Trust.Authority;

/// <summary>Whom a certificate names, and who says so.</summary>
/// <param name="Subject">A URI, or a mail address.</param>
/// <param name="Issuer">Address of the OpenID issuer that vouches for it.</param>
public sealed record CertifiedName(string Subject, string Issuer)
{
    /// <summary>Whether the subject is a mail address.</summary>
    public bool IsEmail => !Subject.Contains("://", StringComparison.Ordinal) && Subject.Contains('@', StringComparison.Ordinal);

    /// <summary>Written as it is: a class for addresses would write some of them in its own way, which is another name.</summary>
    internal X509Extension ToExtension()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence()) writer.WriteCharacterString(UniversalTagNumber.IA5String, Subject, new Asn1Tag(TagClass.ContextSpecific, IsEmail ? 1 : 6));
        return new X509Extension(Oids.SubjectAlternativeName, writer.Encode(), critical: true);
    }
}
