using Plimsoll.Storage.Metadata;
using Plimsoll.Trust.Authority;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Signing;

namespace Plimsoll.Server.Trust.Keys;

/// <summary>Makes keys of the trust services, with their certificates.</summary>
internal sealed class KeyMaking(KeySealing sealing, TimeProvider time)
{
    /// <summary>A new key.</summary>
    /// <param name="role">What it is for.</param>
    /// <param name="host">The host that it speaks for.</param>
    public TrustKeyRecord Make(string role, string host)
    {
        // ECDSA on P-256, which every client knows; but cosign takes an identity token with ES256 for the name of a file.
        using var key = role == TrustRole.Tokens ? PrivateKey.GenerateRsa() : PrivateKey.Generate();
        var id = Convert.ToHexStringLower(key.PublicKey.Fingerprint.Span);
        // Whole seconds: certificates and time stamps have no others, and nothing may be earlier than the key that signed it.
        var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        var secret = key.Export();
        return new TrustKeyRecord(id, role, PublicOf(role, key, host, now), sealing.Seal(id, secret), host, now, null);
    }

    private static byte[] PublicOf(string role, PrivateKey key, string host, DateTimeOffset start) => role switch
    {
        TrustRole.Authority => AuthorityCertificate.SelfSigned(key, host, "plimsoll", start),
        TrustRole.Timestamps => [.. AuthorityCertificate.OfTimestamps(key, host, start).SelectMany(certificate => certificate)],
        TrustRole.Signatures => SigningCertificate.SelfSigned(key, host, start),
        _ => key.PublicKey.Spki.ToArray(),
    };
}
