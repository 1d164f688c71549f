using System.Formats.Asn1;
using System.Text;
using Plimsoll.Trust.Certificates;

namespace Plimsoll.Trust.Sigstore;

/// <summary>Whether a certificate of a short-lived key is one of a trusted authority, known to a certificate log, and says the expected name.</summary>
internal static class CertificateCheck
{
    /// <summary>Checks a certificate at every time at which the signature is known to have been there.</summary>
    /// <returns>Who it names.</returns>
    /// <exception cref="RefusedException">It proves nothing.</exception>
    public static Signer Verify(IReadOnlyList<Certificate> certificates, IReadOnlyList<DateTimeOffset> times, TrustedRoot root, Expectation.Identity expected)
    {
        if (times.Count == 0) throw new RefusedException("nothing proves when it was signed, so that the certificate cannot be checked", VerdictCause.UnknownTime);
        RequireOrder(certificates, root);
        var leaf = certificates[0];
        foreach (var time in times)
        {
            if (!leaf.IsValidAt(time)) throw new RefusedException($"the certificate is valid from {leaf.NotBefore:u} to {leaf.NotAfter:u}, and the signature was made at {time:u}");
        }
        if (leaf.Usages is not { } usages || !usages.HasFlag(KeyUsages.DigitalSignature)) throw new RefusedException("the certificate is not one for signatures");
        var paths = times.Select(time => Path(certificates, time, root)).ToList();
        if (CertificateTransparency.Count(leaf, paths[0][1], root.CertificateLogs) == 0) throw new RefusedException("no certificate log that is trusted knows the certificate (SCT: 0 of at least 1)");
        return Named(leaf, expected);
    }

    /// <summary>The name in a certificate, if it is the expected one.</summary>
    public static Signer Named(Certificate leaf, Expectation.Identity expected)
    {
        if (SubjectAlternativeName.Read(leaf) is not [{ Length: > 0 } name]) throw new RefusedException("the certificate does not have exactly one subject alternative name");
        var issuer = Issuer(leaf) ?? throw new RefusedException("the certificate does not name the issuer of the identity");
        if (!expected.Subject.Matches(name)) throw new RefusedException($"expected identity {expected.Subject}, got {Json.JsonObject.Shown(name)}", VerdictCause.OtherIdentity);
        if (!expected.Issuer.Matches(issuer)) throw new RefusedException($"expected issuer {expected.Issuer}, got {Json.JsonObject.Shown(issuer)}", VerdictCause.OtherIdentity);
        return new Signer(name, issuer);
    }

    private static IReadOnlyList<Certificate> Path(IReadOnlyList<Certificate> certificates, DateTimeOffset time, TrustedRoot root)
    {
        foreach (var authority in root.Authorities.Where(authority => authority.ValidFor.Contains(time)))
        {
            if (CertificatePath.Find(certificates[0], [.. authority.Intermediates, .. certificates.Skip(1)], [authority.Anchor], time, Oids.CodeSigning) is { } path) return path;
        }
        throw new RefusedException("the certificate is not of an authority that is trusted for that time", VerdictCause.UnknownAuthority);
    }

    /// <summary>A chain that is sent along must be one, and must not bring a root of its own.</summary>
    private static void RequireOrder(IReadOnlyList<Certificate> certificates, TrustedRoot root)
    {
        for (var i = 1; i < certificates.Count; i++)
        {
            if (certificates[i].IsSelfIssued && !root.Authorities.Any(authority => authority.Chain.Any(certificates[i].Equals))) throw new RefusedException("the chain of certificates brings a root certificate along");
            if (!certificates[i - 1].IsSignedBy(certificates[i])) throw new RefusedException("the certificates are no chain");
        }
    }

    /// <summary>The newer extension is DER, the older one bare text; where both are there they must agree.</summary>
    internal static string? Issuer(Certificate certificate)
    {
        var second = certificate.Find(Oids.FulcioIssuerV2) is { } v2 ? ExtensionReader.Read(v2.Value, reader => reader.ReadCharacterString(UniversalTagNumber.UTF8String)) : null;
        var first = certificate.Find(Oids.FulcioIssuer) is { } v1 ? Encoding.UTF8.GetString(v1.Value.Span) : null;
        if (first is not null && second is not null && first != second) throw new RefusedException("the certificate names two issuers of the identity");
        return second ?? first;
    }
}
