using System.Security.Cryptography;

namespace Plimsoll.Trust.Cryptography;

/// <summary>A key that signs, as Sigstore's clients would with it: ECDSA with the hash of its curve, as DER; RSA with PKCS #1 and SHA-256.</summary>
public sealed class PrivateKey : IDisposable
{
    private readonly AsymmetricAlgorithm _algorithm;
    private readonly Lock _lock = new();

    private PrivateKey(AsymmetricAlgorithm algorithm)
    {
        _algorithm = algorithm;
        PublicKey = PublicKey.Read(algorithm.ExportSubjectPublicKeyInfo());
    }

    /// <summary>The half that others check with.</summary>
    public PublicKey PublicKey { get; }

    /// <summary>Makes a key on P-256.</summary>
    public static PrivateKey Generate() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Makes an RSA key of 2048 bits.</summary>
    public static PrivateKey GenerateRsa() => new(RSA.Create(2048));

    /// <summary>Reads PKCS #8.</summary>
    /// <exception cref="RefusedException">It is none, or of a kind that is not accepted.</exception>
    public static PrivateKey Read(ReadOnlySpan<byte> pkcs8)
    {
        try
        {
            return new PrivateKey(KeyOf(pkcs8));
        }
        catch (CryptographicException e)
        {
            throw new RefusedException("the private key cannot be read", e);
        }
    }

    /// <summary>Reads the first private key of a PEM file: PKCS #8 with or without a password, SEC 1, PKCS #1, or what cosign makes.</summary>
    /// <param name="pem">The text.</param>
    /// <param name="password">Password of an encrypted key; null for none, which cosign takes for the empty one.</param>
    /// <exception cref="RefusedException">There is none, or the password is wrong.</exception>
    public static PrivateKey ReadPem(string pem, string? password)
    {
        foreach (var (label, bytes) in Pem.Blocks(pem))
        {
            switch (label)
            {
                case "PRIVATE KEY":
                    return Read(bytes);
                case "ENCRYPTED SIGSTORE PRIVATE KEY" or "ENCRYPTED COSIGN PRIVATE KEY":
                    return Read(CosignKey.Decrypt(bytes, password ?? ""));
                case "EC PRIVATE KEY" or "RSA PRIVATE KEY" or "ENCRYPTED PRIVATE KEY":
                    return new PrivateKey(KeyOf(pem, label, password));
            }
        }
        throw new RefusedException("there is no PEM block 'PRIVATE KEY' or 'ENCRYPTED PRIVATE KEY'");
    }

    /// <summary>Signs data, hashed with the key's own hash.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data) => SignHash(PublicKey.DefaultHash.Hash(data));

    /// <summary>Signs a hash of the key's own kind.</summary>
    public byte[] SignHash(ReadOnlySpan<byte> hash)
    {
        lock (_lock)
        {
            return _algorithm is ECDsa ec ? ec.SignHash(hash, DSASignatureFormat.Rfc3279DerSequence) : ((RSA)_algorithm).SignHash(hash.ToArray(), PublicKey.DefaultHash.Name(), RSASignaturePadding.Pkcs1);
        }
    }

    /// <summary>The key as PKCS #8, unencrypted.</summary>
    public byte[] Export()
    {
        lock (_lock) return _algorithm.ExportPkcs8PrivateKey();
    }

    /// <inheritdoc/>
    public void Dispose() => _algorithm.Dispose();

    private static AsymmetricAlgorithm KeyOf(ReadOnlySpan<byte> pkcs8)
    {
        // The algorithm is told by trying: a key of another kind is refused before anything of it is used.
        var ec = ECDsa.Create();
        try
        {
            ec.ImportPkcs8PrivateKey(pkcs8, out _);
            return ec;
        }
        catch (CryptographicException)
        {
            ec.Dispose();
        }
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(pkcs8, out _);
        return rsa;
    }

    private static AsymmetricAlgorithm KeyOf(string pem, string label, string? password)
    {
        try
        {
            if (label == "ENCRYPTED PRIVATE KEY") return Decrypted(pem, password ?? throw new RefusedException("the private key is encrypted, and no password was given"));
            AsymmetricAlgorithm key = label == "EC PRIVATE KEY" ? ECDsa.Create() : RSA.Create();
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new RefusedException("the private key cannot be read; is the password right?", e);
        }
    }

    private static AsymmetricAlgorithm Decrypted(string pem, string password)
    {
        var ec = ECDsa.Create();
        try
        {
            ec.ImportFromEncryptedPem(pem, password);
            return ec;
        }
        catch (CryptographicException)
        {
            ec.Dispose();
        }
        var rsa = RSA.Create();
        rsa.ImportFromEncryptedPem(pem, password);
        return rsa;
    }
}
