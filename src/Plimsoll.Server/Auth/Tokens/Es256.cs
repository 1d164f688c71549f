using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Plimsoll.Server.Auth.Tokens;

/// <summary>
/// JSON Web Signatures in compact form (RFC 7515, 7.1) with one algorithm, ES256 (RFC 7518, 3.4). There is no choice of algorithm, so nobody can talk the
/// verifier into another one; a header that names any other, or a critical extension, is refused.
/// </summary>
internal static class Es256
{
    /// <summary>Longest token that is looked at.</summary>
    public const int MaxLength = 16 * 1024;

    private const int SignatureBytes = 64;

    /// <summary>Signs a payload.</summary>
    public static string Sign(ReadOnlySpan<byte> payload, string keyId, ECDsa key)
    {
        var header = JsonEncodedText.Encode(keyId);
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"ES256","typ":"JWT","kid":"{{header}}"}"""))}.{Base64Url.EncodeToString(payload)}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>The payload, when the signature is right; false for anything else.</summary>
    /// <param name="token">The token in compact form.</param>
    /// <param name="findKey">The key for the <c>kid</c> of the header, which may be null; null when there is none.</param>
    /// <param name="payload">The payload.</param>
    public static bool TryVerify(string token, Func<string?, ECDsa?> findKey, [NotNullWhen(true)] out byte[]? payload)
    {
        payload = null;
        if (token.Length > MaxLength || token.Split('.') is not [var headerText, var payloadText, var signatureText]) return false;
        if (!TryDecode(headerText, out var header) || !TryDecode(payloadText, out var content) || !TryDecode(signatureText, out var signature)) return false;
        if (signature.Length != SignatureBytes || !TryReadHeader(header, out var keyId) || findKey(keyId) is not { } key) return false;
        var signed = Encoding.ASCII.GetBytes(token, 0, headerText.Length + 1 + payloadText.Length);
        lock (key)
        {
            if (!key.VerifyData(signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)) return false;
        }
        payload = content;
        return true;
    }

    private static bool TryReadHeader(byte[] header, out string? keyId)
    {
        keyId = null;
        string? algorithm = null;
        try
        {
            using var document = JsonDocument.Parse(header, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 4 });
            if (document.RootElement.ValueKind != JsonValueKind.Object) return false;
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (member.NameEquals("alg")) algorithm = member.Value.GetString();
                else if (member.NameEquals("kid")) keyId = member.Value.GetString();
                // RFC 7515, 4.1.11: what is critical and not understood must be refused. RFC 7797's b64 changes what is signed.
                else if (member.NameEquals("crit") || member.NameEquals("b64")) return false;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
        return algorithm == "ES256";
    }

    /// <summary>Base64url without padding (RFC 7515, 2), in its one canonical spelling.</summary>
    private static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = [];
        if (!Base64Url.IsValid(text)) return false;
        bytes = Base64Url.DecodeFromChars(text);
        return Base64Url.EncodeToString(bytes) == text;
    }
}
