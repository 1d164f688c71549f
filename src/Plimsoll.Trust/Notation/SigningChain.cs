using Plimsoll.Trust.Certificates;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Trust.Notation;

/// <summary>What a chain of certificates must be to sign (signature-specification, "Certificate requirements"). Whether it is trusted is another question.</summary>
internal static class SigningChain
{
    private const KeyUsages Allowed = KeyUsages.DigitalSignature | KeyUsages.NonRepudiation;

    private static readonly string[] OtherPurposes =
        [Oids.AnyPurpose, Oids.TimeStamping, "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.9"];

    public static void Require(IReadOnlyList<Certificate> chain)
    {
        RequireLeaf(chain[0]);
        for (var i = 0; i < chain.Count; i++)
        {
            // The last one must be a root, which signs itself.
            var issuer = chain[Math.Min(i + 1, chain.Count - 1)];
            if (!chain[i].Issuer.Span.SequenceEqual(issuer.Subject.Span) || !chain[i].IsSignedBy(issuer)) throw new RefusedException("the certificates are no chain from the signer to a root");
            if (i > 0) RequireAuthority(chain[i], i - 1);
        }
    }

    /// <summary>The algorithm follows from the key.</summary>
    public static void RequireAlgorithm(PublicKey key, SignatureScheme algorithm)
    {
        SignatureScheme? expected = (key.Kind, key.Bits) switch
        {
            (KeyKind.Rsa, 2048) => new(SignatureForm.Pss, HashKind.Sha256),
            (KeyKind.Rsa, 3072) => new(SignatureForm.Pss, HashKind.Sha384),
            (KeyKind.Rsa, 4096) => new(SignatureForm.Pss, HashKind.Sha512),
            (KeyKind.EcP256 or KeyKind.EcP384 or KeyKind.EcP521, _) => new(SignatureForm.EcdsaFixed, key.DefaultHash),
            _ => null,
        };
        if (expected != algorithm) throw new RefusedException("the signature algorithm is not the one of the signer's key");
    }

    private static void RequireLeaf(Certificate leaf)
    {
        if (leaf.IsAuthority == true) throw new RefusedException("the signer's certificate is one of an authority");
        if (leaf.Find(Oids.KeyUsage) is not { Critical: true } || leaf.Usages is not { } usages || !usages.HasFlag(KeyUsages.DigitalSignature) || (usages & ~Allowed) != KeyUsages.None)
            throw new RefusedException("the signer's certificate is not for signatures alone");
        if (leaf.Purposes is { } purposes && (!purposes.Contains(Oids.CodeSigning) || purposes.Any(OtherPurposes.Contains))) throw new RefusedException("the signer's certificate is not for signing code alone");
    }

    private static void RequireAuthority(Certificate authority, int below)
    {
        if (authority.IsAuthority != true || authority.Find(Oids.BasicConstraints) is not { Critical: true }) throw new RefusedException("a certificate of the chain is not one of an authority");
        if (authority.Find(Oids.KeyUsage) is not { Critical: true } || authority.Usages is not { } usages || !usages.HasFlag(KeyUsages.CertSign)) throw new RefusedException("an authority of the chain must not sign certificates");
        if (authority.PathLength is { } length && below > length) throw new RefusedException("the chain of certificates is longer than an authority allows");
    }
}
