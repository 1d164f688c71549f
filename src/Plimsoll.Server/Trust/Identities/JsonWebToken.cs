using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Server.Trust.Identities;

/// <summary>
/// A signed token (RFC 7519) taken apart. Which algorithm its signature is checked with is decided by the key, and the header must name just that: RS256 or ES256.
/// </summary>
internal sealed class JsonWebToken
{
    private const int MaxLength = 16 * 1024;

    private readonly byte[] _signed;
    private readonly byte[] _signature;

    private JsonWebToken(string? keyId, string algorithm, JsonElement claims, byte[] signed, byte[] signature)
    {
        (KeyId, Algorithm, Claims) = (keyId, algorithm, claims);
        (_signed, _signature) = (signed, signature);
    }

    public string? KeyId { get; }

    public string Algorithm { get; }

    /// <summary>The payload, an object; nothing in it is believed before the signature is checked.</summary>
    public JsonElement Claims { get; }

    /// <summary>Takes a token apart; null for what is none.</summary>
    public static JsonWebToken? Read(string token)
    {
        if (token.Length > MaxLength || token.Split('.') is not [var headerText, var payloadText, var signatureText]) return null;
        try
        {
            var (header, payload) = (Object(headerText), Object(payloadText));
            // What is critical and not understood must be refused (RFC 7515, 4.1.11); RFC 7797's b64 changes what is signed.
            if (header.TryGetProperty("crit", out _) || header.TryGetProperty("b64", out _)) return null;
            var keyId = header.TryGetProperty("kid", out var kid) ? kid.GetString() : null;
            return new JsonWebToken(keyId, header.GetProperty("alg").GetString() ?? "", payload, Encoding.ASCII.GetBytes($"{headerText}.{payloadText}"), Decode(signatureText));
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Signs claims with an RSA key.</summary>
    public static string Sign(ReadOnlySpan<byte> claims, string keyId, PrivateKey key)
    {
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"RS256","typ":"JWT","kid":"{{keyId}}"}"""))}.{Base64Url.EncodeToString(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    public bool IsSignedBy(PublicKey key)
    {
        try
        {
            if (key.Kind == KeyKind.Rsa && Algorithm == "RS256")
            {
                using var rsa = RSA.Create();
                rsa.ImportSubjectPublicKeyInfo(key.Spki.Span, out _);
                return rsa.VerifyData(_signed, _signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            }
            if (key.Kind != KeyKind.EcP256 || Algorithm != "ES256") return false;
            using var ec = ECDsa.Create();
            ec.ImportSubjectPublicKeyInfo(key.Spki.Span, out _);
            return ec.VerifyData(_signed, _signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    public string? Text(string name) => Claims.TryGetProperty(name, out var value) ? TextOf(value) : null;

    /// <summary>A time in seconds since 1970; null where there is none.</summary>
    public DateTimeOffset? Time(string name) =>
        Claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is > 0 and < 253_402_300_799
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds) : null;

    /// <summary>Whether it is for an audience; the claim is a text or a list of them.</summary>
    public bool IsFor(string audience) => Claims.TryGetProperty("aud", out var value) && value.ValueKind switch
    {
        JsonValueKind.String => TextOf(value) == audience,
        JsonValueKind.Array => value.EnumerateArray().Any(item => TextOf(item) == audience),
        _ => false,
    };

    /// <summary>A text; null for what is none, also for bytes and escapes that are no characters, which the reader finds only now.</summary>
    internal static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Base64url without padding (RFC 7515, 2), in its one canonical spelling.</summary>
    private static byte[] Decode(string text)
    {
        var bytes = Base64Url.DecodeFromChars(text);
        return Base64Url.EncodeToString(bytes) == text ? bytes : throw new FormatException("the text has another spelling than its bytes");
    }

    private static JsonElement Object(string text)
    {
        using var document = JsonDocument.Parse(Decode(text), new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 16 });
        return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw new FormatException("an object was expected");
    }
}
