using System.Security.Cryptography;

namespace Plimsoll.Trust.Cryptography;

/// <summary>The hash functions that a signature may rest on. SHA-1 and MD5 are not among them.</summary>
public enum HashKind
{
    /// <summary>SHA-256.</summary>
    Sha256,

    /// <summary>SHA-384.</summary>
    Sha384,

    /// <summary>SHA-512.</summary>
    Sha512,
}

/// <summary>Names and lengths of hash functions.</summary>
internal static class HashKinds
{
    public static HashAlgorithmName Name(this HashKind kind) => kind switch
    {
        HashKind.Sha256 => HashAlgorithmName.SHA256,
        HashKind.Sha384 => HashAlgorithmName.SHA384,
        _ => HashAlgorithmName.SHA512,
    };

    public static int Length(this HashKind kind) => kind switch { HashKind.Sha256 => 32, HashKind.Sha384 => 48, _ => 64 };

    public static byte[] Hash(this HashKind kind, ReadOnlySpan<byte> data) => CryptographicOperations.HashData(kind.Name(), data);

    public static HashKind FromOid(string oid) => oid switch
    {
        "2.16.840.1.101.3.4.2.1" => HashKind.Sha256,
        "2.16.840.1.101.3.4.2.2" => HashKind.Sha384,
        "2.16.840.1.101.3.4.2.3" => HashKind.Sha512,
        _ => throw new RefusedException($"the hash function {oid} is not accepted"),
    };

    /// <summary>The names of in-toto digests and of Rekor v1.</summary>
    public static HashKind? FromText(string text) => text switch { "sha256" => HashKind.Sha256, "sha384" => HashKind.Sha384, "sha512" => HashKind.Sha512, _ => null };

    /// <summary>The name that Sigstore's protocol buffers have for it.</summary>
    public static string SigstoreName(this HashKind kind) => kind switch { HashKind.Sha256 => "SHA2_256", HashKind.Sha384 => "SHA2_384", _ => "SHA2_512" };

    /// <summary>The names of Sigstore's protocol buffers.</summary>
    public static HashKind FromSigstore(string text) => text switch
    {
        "SHA2_256" => HashKind.Sha256,
        "SHA2_384" => HashKind.Sha384,
        "SHA2_512" => HashKind.Sha512,
        _ => throw new RefusedException($"the hash function '{text}' is not accepted"),
    };
}
