using System.Runtime.InteropServices;

namespace Plimsoll.Trust.Cryptography;

/// <summary>How the numbers of a signature are padded or written.</summary>
internal enum SignatureForm
{
    /// <summary>RSA, PKCS #1 v1.5.</summary>
    Pkcs1,

    /// <summary>RSA-PSS with a salt as long as the hash.</summary>
    Pss,

    /// <summary>ECDSA as a DER sequence of two integers.</summary>
    EcdsaDer,

    /// <summary>ECDSA as two numbers of fixed length.</summary>
    EcdsaFixed,

    /// <summary>Ed25519, which hashes by itself.</summary>
    Ed25519,
}

/// <summary>A hash function and the form of the signature over it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SignatureScheme(SignatureForm Form, HashKind Hash);
