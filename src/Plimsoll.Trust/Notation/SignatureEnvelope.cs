using Plimsoll.Trust.Certificates;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Json;

namespace Plimsoll.Trust.Notation;

/// <summary>A signature of the Notary Project (signature-specification), whatever it is written in.</summary>
internal sealed record SignatureEnvelope
{
    public const string PayloadType = "application/vnd.cncf.notary.payload.v1+json";
    public const string SchemeKey = "io.cncf.notary.signingScheme";
    public const string SigningTimeKey = "io.cncf.notary.signingTime";
    public const string AuthenticTimeKey = "io.cncf.notary.authenticSigningTime";
    public const string ExpiryKey = "io.cncf.notary.expiry";
    public const string TimestampKey = "io.cncf.notary.timestampSignature";

    private const int MaxChain = 10;

    public required SignatureScheme Algorithm { get; init; }

    /// <summary>The bytes that are signed.</summary>
    public required byte[] Signed { get; init; }

    public required ReadOnlyMemory<byte> Signature { get; init; }

    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>From the signer to the root.</summary>
    public required IReadOnlyList<Certificate> Chain { get; init; }

    public required SigningScheme Scheme { get; init; }

    /// <summary>When the signer, or the authority that signs for others, says that it was signed.</summary>
    public required DateTimeOffset SigningTime { get; init; }

    public DateTimeOffset? Expiry { get; init; }

    public ReadOnlyMemory<byte>? Timestamp { get; init; }

    /// <summary>Reads an envelope.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="mediaType">Media type of the layer.</param>
    public static SignatureEnvelope Read(ReadOnlyMemory<byte> content, string mediaType) => mediaType switch
    {
        "application/jose+json" => JwsEnvelope.Read(content),
        "application/cose" => CoseEnvelope.Read(content),
        _ => throw new RefusedException($"signatures of the type '{JsonObject.Shown(mediaType)}' are not understood"),
    };

    internal static IReadOnlyList<Certificate> ReadChain(IReadOnlyList<ReadOnlyMemory<byte>> chain) =>
        chain.Count is > 0 and <= MaxChain ? [.. chain.Select(Certificate.Read)] : throw new RefusedException("the signature has no chain of certificates, or a very long one");

    internal static SigningScheme ReadScheme(string? scheme) => scheme switch
    {
        "notary.x509" => SigningScheme.X509,
        "notary.x509.signingAuthority" => SigningScheme.SigningAuthority,
        _ => throw new RefusedException("the signing scheme is missing or unknown"),
    };

    /// <summary>Refuses what must be understood and is not, and what must be marked so and is not.</summary>
    internal static void RequireCritical(IReadOnlyCollection<string> critical, SigningScheme scheme, bool hasExpiry)
    {
        List<string> expected = [SchemeKey];
        if (hasExpiry) expected.Add(ExpiryKey);
        if (scheme == SigningScheme.SigningAuthority) expected.Add(AuthenticTimeKey);
        if (critical.FirstOrDefault(name => !expected.Contains(name)) is { } unknown) throw new RefusedException($"the signature has the critical attribute '{JsonObject.Shown(unknown)}', which is not understood");
        if (expected.FirstOrDefault(name => !critical.Contains(name)) is { } missing) throw new RefusedException($"the attribute {missing} is not marked as critical");
        if (critical.Distinct(StringComparer.Ordinal).Count() != critical.Count) throw new RefusedException("a critical attribute is named twice");
    }
}
