using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Plimsoll.Trust.Cryptography;

/// <summary>A key that signatures are checked with: ECDSA over a NIST curve, RSA of 2048 to 8192 bits, or Ed25519.</summary>
public sealed class PublicKey : IEquatable<PublicKey>
{
    private const string RsaOid = "1.2.840.113549.1.1.1";
    private const string EcOid = "1.2.840.10045.2.1";
    private const string Ed25519Oid = "1.3.101.112";

    // Reading a key costs as much as checking a signature, and those of authorities and logs check many. It holds nothing but memory of libcrypto, which goes with it.
    private readonly AsymmetricAlgorithm? _algorithm;
    private readonly Lock _lock = new();

    private PublicKey(byte[] spki, KeyKind kind, byte[] point, AsymmetricAlgorithm? algorithm)
    {
        Spki = spki;
        Kind = kind;
        Point = point;
        Fingerprint = SHA256.HashData(spki);
        _algorithm = algorithm;
    }

    /// <summary>What key it is.</summary>
    public KeyKind Kind { get; }

    /// <summary>The key as SubjectPublicKeyInfo (RFC 5280, 4.1.2.7).</summary>
    public ReadOnlyMemory<byte> Spki { get; }

    /// <summary>SHA-256 of <see cref="Spki"/>.</summary>
    public ReadOnlyMemory<byte> Fingerprint { get; }

    /// <summary>Bits of the modulus or of the curve.</summary>
    public int Bits { get; private init; }

    /// <summary>The hash that signers use with this key when nothing says otherwise.</summary>
    public HashKind DefaultHash => Kind switch { KeyKind.EcP384 => HashKind.Sha384, KeyKind.EcP521 or KeyKind.Ed25519 => HashKind.Sha512, _ => HashKind.Sha256 };

    /// <summary>The bits of the key itself: a point, or PKCS #1.</summary>
    internal byte[] Point { get; }

    internal bool IsEc => Kind is KeyKind.EcP256 or KeyKind.EcP384 or KeyKind.EcP521;

    /// <summary>Reads a SubjectPublicKeyInfo.</summary>
    /// <exception cref="RefusedException">It is none, or of a kind that is not accepted.</exception>
    public static PublicKey Read(ReadOnlyMemory<byte> spki)
    {
        try
        {
            var reader = new AsnReader(spki, AsnEncodingRules.DER);
            var sequence = reader.ReadSequence();
            reader.ThrowIfNotEmpty();
            var algorithm = sequence.ReadSequence();
            var oid = algorithm.ReadObjectIdentifier();
            var curve = oid == EcOid ? algorithm.ReadObjectIdentifier() : null;
            var point = sequence.ReadBitString(out var unused);
            sequence.ThrowIfNotEmpty();
            if (unused != 0) throw new RefusedException("the public key is damaged");
            return oid switch
            {
                RsaOid => OfRsa(spki.ToArray(), point),
                EcOid => OfCurve(spki.ToArray(), curve!, point),
                Ed25519Oid when point.Length == 32 => new PublicKey(spki.ToArray(), KeyKind.Ed25519, point, null) { Bits = 256 },
                _ => throw new RefusedException($"public keys of the kind {oid} are not accepted"),
            };
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            throw new RefusedException("the public key cannot be read", e);
        }
    }

    /// <summary>Reads an RSA key as PKCS #1 has it, the form of old transparency logs.</summary>
    /// <exception cref="RefusedException">It is none.</exception>
    public static PublicKey ReadPkcs1(ReadOnlyMemory<byte> pkcs1)
    {
        try
        {
            using var rsa = RSA.Create();
            rsa.ImportRSAPublicKey(pkcs1.Span, out _);
            return Read(rsa.ExportSubjectPublicKeyInfo());
        }
        catch (CryptographicException e)
        {
            throw new RefusedException("the public key cannot be read", e);
        }
    }

    /// <summary>Makes the key of 32 bytes.</summary>
    internal static PublicKey OfEd25519(ReadOnlySpan<byte> point) => Read((byte[])[0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00, .. point]);

    /// <summary>Reads the first public key or certificate of a PEM file.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public static PublicKey ReadPem(string pem)
    {
        foreach (var (label, bytes) in Pem.Blocks(pem))
        {
            if (label == "PUBLIC KEY") return Read(bytes);
            if (label == "RSA PUBLIC KEY") return ReadPkcs1(bytes);
            if (label == "CERTIFICATE") return Certificates.Certificate.Read(bytes).Key;
        }
        throw new RefusedException("there is no PEM block 'PUBLIC KEY' or 'CERTIFICATE'");
    }

    /// <summary>True when the signature is one over the data, made as Sigstore's clients do with such a key.</summary>
    public bool IsSignatureOver(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) => Verifies(data, signature, Scheme()) || (IsEc && Verifies(data, signature, Scheme(HashKind.Sha256)));

    /// <summary>True when the signature is one over the data.</summary>
    internal bool Verifies(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, SignatureScheme scheme) => scheme.Form == SignatureForm.Ed25519
        ? Kind == KeyKind.Ed25519 && Ed25519.Verify(Point, data, signature)
        : VerifiesHash(scheme.Hash.Hash(data), signature, scheme);

    /// <summary>True when the signature is one over data with this hash.</summary>
    internal bool VerifiesHash(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature, SignatureScheme scheme)
    {
        if (hash.Length != scheme.Hash.Length()) return false;
        try
        {
            lock (_lock)
            {
                return (_algorithm, scheme.Form) switch
                {
                    (RSA rsa, SignatureForm.Pkcs1) => rsa.VerifyHash(hash, signature, scheme.Hash.Name(), RSASignaturePadding.Pkcs1),
                    (RSA rsa, SignatureForm.Pss) => rsa.VerifyHash(hash, signature, scheme.Hash.Name(), RSASignaturePadding.Pss),
                    (ECDsa ec, SignatureForm.EcdsaDer) => ec.VerifyHash(hash, signature, DSASignatureFormat.Rfc3279DerSequence),
                    (ECDsa ec, SignatureForm.EcdsaFixed) => ec.VerifyHash(hash, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
                    _ => false,
                };
            }
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>The scheme that Sigstore, DSSE and transparency logs use with this key.</summary>
    internal SignatureScheme Scheme(HashKind? hash = null) => new(Kind switch { KeyKind.Rsa => SignatureForm.Pkcs1, KeyKind.Ed25519 => SignatureForm.Ed25519, _ => SignatureForm.EcdsaDer }, hash ?? DefaultHash);

    /// <inheritdoc/>
    public bool Equals(PublicKey? other) => other is not null && Spki.Span.SequenceEqual(other.Spki.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PublicKey);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(Fingerprint.Span);

    /// <summary><c>key:sha256:</c> and the fingerprint.</summary>
    public override string ToString() => "key:sha256:" + Convert.ToHexStringLower(Fingerprint.Span);

    private static PublicKey OfRsa(byte[] spki, byte[] point)
    {
        var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(spki, out var read);
        if (read != spki.Length || rsa.KeySize is < 2048 or > 8192) throw new RefusedException($"an RSA key of {rsa.KeySize} bits is not accepted; 2048 to 8192 are");
        return new PublicKey(spki, KeyKind.Rsa, point, rsa) { Bits = rsa.KeySize };
    }

    private static PublicKey OfCurve(byte[] spki, string curve, byte[] point)
    {
        var (kind, bits) = curve switch
        {
            "1.2.840.10045.3.1.7" => (KeyKind.EcP256, 256),
            "1.3.132.0.34" => (KeyKind.EcP384, 384),
            "1.3.132.0.35" => (KeyKind.EcP521, 521),
            _ => throw new RefusedException($"keys on the curve {curve} are not accepted"),
        };
        var ec = ECDsa.Create();
        ec.ImportSubjectPublicKeyInfo(spki, out _);
        return new PublicKey(spki, kind, point, ec) { Bits = bits };
    }
}
