using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Trust.Signing;

/// <summary>How Sigstore's protocol buffers name a key and what it signs with (PublicKeyDetails).</summary>
public static class KeyDetails
{
    /// <summary>The name for a key, with a hash that is not its usual one or null.</summary>
    /// <exception cref="RefusedException">There is no name for it.</exception>
    public static string Of(PublicKey key, HashKind? hash = null) => (key.Kind, hash ?? key.DefaultHash) switch
    {
        (KeyKind.EcP256, HashKind.Sha256) => "PKIX_ECDSA_P256_SHA_256",
        (KeyKind.EcP384, HashKind.Sha384) => "PKIX_ECDSA_P384_SHA_384",
        (KeyKind.EcP521, HashKind.Sha512) => "PKIX_ECDSA_P521_SHA_512",
        (KeyKind.EcP384, HashKind.Sha256) => "PKIX_ECDSA_P384_SHA_256",
        (KeyKind.EcP521, HashKind.Sha256) => "PKIX_ECDSA_P521_SHA_256",
        (KeyKind.Rsa, HashKind.Sha256) when key.Bits is 2048 or 3072 or 4096 => $"PKIX_RSA_PKCS1V15_{key.Bits}_SHA256",
        (KeyKind.Ed25519, _) => "PKIX_ED25519",
        _ => throw new RefusedException($"signatures of a key of the kind {key.Kind} with {key.Bits} bits over {hash} cannot be logged"),
    };
}
