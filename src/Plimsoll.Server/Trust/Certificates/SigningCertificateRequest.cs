using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Plimsoll.Trust;
using PublicKey = Plimsoll.Trust.Cryptography.PublicKey;

namespace Plimsoll.Server.Trust.Certificates;

/// <summary>
/// What a client of Fulcio sends (POST /api/v2/signingCert): a token in the header or, from sigstore-js, in the body; and a key with a signature over the name in the token, or a request for a
/// certificate (PKCS #10), which is signed with its own key.
/// </summary>
/// <param name="Token">The token of the body; null for none.</param>
/// <param name="Key">The key.</param>
/// <param name="Proof">Signature over the challenge; null where the request itself was signed with the key.</param>
internal sealed record SigningCertificateRequest(string? Token, PublicKey Key, byte[]? Proof)
{
    /// <exception cref="RefusedException">It cannot be read.</exception>
    public static SigningCertificateRequest Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            var root = document.RootElement;
            var token = root.TryGetProperty("credentials", out var credentials) && credentials.TryGetProperty("oidcIdentityToken", out var text) ? text.GetString() : null;
            if (root.TryGetProperty("certificateSigningRequest", out var request)) return new(token, KeyOf(request.GetBytesFromBase64()), null);
            var wanted = root.GetProperty("publicKeyRequest");
            var pem = wanted.GetProperty("publicKey").GetProperty("content").GetString()!;
            return new(token, PublicKey.ReadPem(pem), wanted.GetProperty("proofOfPossession").GetBytesFromBase64());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new RefusedException("the request cannot be read: a publicKeyRequest or a certificateSigningRequest was expected", e);
        }
    }

    /// <summary>Refuses a key whose holder did not sign the challenge.</summary>
    /// <exception cref="RefusedException">The signature is wrong.</exception>
    public void RequireProof(string challenge)
    {
        if (Proof is { } proof && !Key.IsSignatureOver(Encoding.UTF8.GetBytes(challenge), proof)) throw new RefusedException("the proof of possession is not a signature of this key over the subject of the token");
    }

    private static PublicKey KeyOf(byte[] pem)
    {
        try
        {
            // Checks that the request is signed with its own key.
            var request = CertificateRequest.LoadSigningRequestPem(Encoding.ASCII.GetString(pem), HashAlgorithmName.SHA256);
            return PublicKey.Read(request.PublicKey.ExportSubjectPublicKeyInfo());
        }
        // An algorithm that is not known is not supported, and a curve that this machine does not know not by this platform.
        catch (Exception e) when (e is CryptographicException or ArgumentException or NotSupportedException)
        {
            throw new RefusedException("the request for a certificate cannot be read, or is not signed with its own key", e);
        }
    }
}
