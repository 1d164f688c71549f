using System.Security.Cryptography;
using System.Text;
using Plimsoll.Server.Configuration;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Webhooks;

/// <summary>
/// Keeps secrets that have to be used again sealed with AES-256-GCM. Without a key in the settings it is made of the oldest key that signs registry tokens: then whoever reads the
/// whole database reads these too, and whoever sees one table of it does not.
/// </summary>
internal sealed class SecretSeal(IIdentityStore identities, ServerOptions options, TimeProvider time)
{
    private const byte Version = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int KeyBytes = 32;

    private byte[]? _key;

    /// <summary>Checks the setting.</summary>
    /// <exception cref="OptionsException">It is no key.</exception>
    public static void Check(WebhookOptions options)
    {
        if (options.Key is { } text && !Convert.TryFromBase64String(text, new byte[KeyBytes + 1], out var length) | (text.Length > 0 && length != KeyBytes))
            throw new OptionsException("webhooks.key", OptionDefinition.Hidden, "expected 32 bytes in base64, such as 'openssl rand -base64 32' prints");
    }

    /// <summary>Seals a secret.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="owner">Whose it is: sealed for one, it opens for no other.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<byte[]> SealAsync(ReadOnlyMemory<byte> secret, string owner, CancellationToken cancellationToken)
    {
        var sealedBytes = new byte[1 + NonceBytes + secret.Length + TagBytes];
        sealedBytes[0] = Version;
        var nonce = sealedBytes.AsMemory(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce.Span);
        using var aes = new AesGcm(await KeyAsync(cancellationToken), TagBytes);
        aes.Encrypt(nonce.Span, secret.Span, sealedBytes.AsSpan(1 + NonceBytes, secret.Length), sealedBytes.AsSpan(1 + NonceBytes + secret.Length), Encoding.UTF8.GetBytes(owner));
        return sealedBytes;
    }

    /// <summary>Opens what was sealed.</summary>
    /// <exception cref="CryptographicException">It was sealed with another key, or for another owner.</exception>
    public async Task<byte[]> OpenAsync(ReadOnlyMemory<byte> sealedBytes, string owner, CancellationToken cancellationToken)
    {
        if (sealedBytes.Length < 1 + NonceBytes + TagBytes || sealedBytes.Span[0] != Version) throw new CryptographicException("the secret is not sealed in a way that is known here");
        var secret = new byte[sealedBytes.Length - 1 - NonceBytes - TagBytes];
        using var aes = new AesGcm(await KeyAsync(cancellationToken), TagBytes);
        aes.Decrypt(sealedBytes.Span.Slice(1, NonceBytes), sealedBytes.Span.Slice(1 + NonceBytes, secret.Length), sealedBytes.Span[^TagBytes..], secret, Encoding.UTF8.GetBytes(owner));
        return secret;
    }

    private async Task<byte[]> KeyAsync(CancellationToken cancellationToken)
    {
        if (_key is { } known) return known;
        if (options.Webhooks.Key is { Length: > 0 } text) return _key = Convert.FromBase64String(text);
        using var candidate = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var keys = await identities.EnsureSigningKeyAsync(new SigningKeyRecord(Guid.CreateVersion7(time.GetUtcNow()).ToString("N")[..8], candidate.ExportPkcs8PrivateKey(), time.GetUtcNow()), cancellationToken);
        return _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, keys[^1].Pkcs8.ToArray(), KeyBytes, info: "plimsoll webhook secrets"u8.ToArray());
    }
}
