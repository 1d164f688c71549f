namespace Plimsoll.Trust.Cryptography;

/// <summary>The kinds of keys whose signatures can be checked.</summary>
public enum KeyKind
{
    /// <summary>ECDSA on P-256.</summary>
    EcP256,

    /// <summary>ECDSA on P-384.</summary>
    EcP384,

    /// <summary>ECDSA on P-521.</summary>
    EcP521,

    /// <summary>RSA.</summary>
    Rsa,

    /// <summary>Ed25519 (RFC 8032).</summary>
    Ed25519,
}
