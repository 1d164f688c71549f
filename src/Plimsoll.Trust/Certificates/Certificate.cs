using System.Formats.Asn1;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Trust.Certificates;

/// <summary>A certificate (RFC 5280) as its bytes say; whether anybody should believe it is told by <see cref="CertificatePath"/>.</summary>
internal sealed class Certificate : IEquatable<Certificate>
{
    public const int MaxSize = 64 * 1024;

    private readonly Lazy<PublicKey> _key;

    internal Certificate(ReadOnlyMemory<byte> spki) => _key = new(() => PublicKey.Read(spki));

    public required ReadOnlyMemory<byte> Raw { get; init; }

    /// <summary>What the issuer signed.</summary>
    public required ReadOnlyMemory<byte> Tbs { get; init; }

    public required ReadOnlyMemory<byte> Issuer { get; init; }

    public required ReadOnlyMemory<byte> Subject { get; init; }

    public required ReadOnlyMemory<byte> SerialNumber { get; init; }

    public required DateTimeOffset NotBefore { get; init; }

    public required DateTimeOffset NotAfter { get; init; }

    public required IReadOnlyList<CertificateExtension> Extensions { get; init; }

    public required ReadOnlyMemory<byte> SignatureAlgorithm { get; init; }

    public required ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>The key; reading it may refuse, because a certificate that is not used may have a key that is not understood.</summary>
    public PublicKey Key => _key.Value;

    public ReadOnlyMemory<byte> Spki => Key.Spki;

    public bool IsSelfIssued => Issuer.Span.SequenceEqual(Subject.Span);

    /// <summary>Null when there is no such extension.</summary>
    public bool? IsAuthority => Constraints?.Authority;

    /// <summary>How many authorities may follow below; null for any number.</summary>
    public int? PathLength => Constraints?.Length;

    public KeyUsages? Usages => Find(Oids.KeyUsage) is { } extension ? ExtensionReader.KeyUsage(extension.Value) : null;

    /// <summary>Object identifiers of what the key is for; null when that is not restricted.</summary>
    public IReadOnlyList<string>? Purposes => Find(Oids.ExtendedKeyUsage) is { } extension ? ExtensionReader.Purposes(extension.Value) : null;

    private (bool Authority, int? Length)? Constraints => Find(Oids.BasicConstraints) is { } extension ? ExtensionReader.BasicConstraints(extension.Value) : null;

    /// <summary>Reads a certificate.</summary>
    /// <exception cref="RefusedException">The bytes are none.</exception>
    public static Certificate Read(ReadOnlyMemory<byte> raw) => CertificateReader.Read(raw);

    public CertificateExtension? Find(string oid) => Extensions.FirstOrDefault(extension => extension.Oid == oid);

    public bool IsValidAt(DateTimeOffset time) => NotBefore <= time && time <= NotAfter;

    public bool Equals(Certificate? other) => other is not null && Raw.Span.SequenceEqual(other.Raw.Span);

    public override bool Equals(object? obj) => Equals(obj as Certificate);

    public override int GetHashCode() => Raw.Length == 0 ? 0 : HashCode.Combine(Raw.Length, Raw.Span[^1], Raw.Span[Raw.Length / 2]);

    /// <summary>True when the issuer's key made the signature of this certificate.</summary>
    public bool IsSignedBy(Certificate issuer)
    {
        try
        {
            return issuer.Key.Verifies(Tbs.Span, Signature.Span, AlgorithmIdentifier.Signature(SignatureAlgorithm));
        }
        catch (AsnContentException)
        {
            return false;
        }
        catch (RefusedException)
        {
            return false;
        }
    }
}
