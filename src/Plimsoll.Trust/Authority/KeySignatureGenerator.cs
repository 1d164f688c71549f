using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Plimsoll.Trust.Cryptography;
using CertifiedKey = System.Security.Cryptography.X509Certificates.PublicKey;

namespace Plimsoll.Trust.Authority;

/// <summary>Lets the framework sign certificates with one of our keys: ECDSA on P-256 with SHA-256.</summary>
internal sealed class KeySignatureGenerator(PrivateKey key) : X509SignatureGenerator
{
    // ecdsa-with-SHA256 (RFC 5758, 3.2), without parameters.
    private static readonly byte[] EcdsaWithSha256 = [0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];

    public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) => EcdsaWithSha256;

    public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) => key.Sign(data);

    protected override CertifiedKey BuildPublicKey() =>
        CertifiedKey.CreateFromSubjectPublicKeyInfo(key.PublicKey.Spki.Span, out _);
}
