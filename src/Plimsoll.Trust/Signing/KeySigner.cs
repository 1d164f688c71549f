using Plimsoll.Core;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Trust.Signing;

/// <summary>Signs with a key that stays: nothing but the key proves it, so no service is asked.</summary>
/// <param name="key">The key; its owner disposes of it.</param>
public sealed class KeySigner(PrivateKey key) : IBundleSigner
{
    private readonly SigningMaterial _material = new(key.PublicKey, []);

    /// <inheritdoc/>
    public Task<byte[]> SignStatementAsync(ReadOnlyMemory<byte> statement, CancellationToken cancellationToken)
    {
        var envelope = SignableEnvelope.OfStatement(statement);
        return Task.FromResult(BundleWriter.Write(_material, envelope, key.Sign(envelope.Signed)));
    }

    /// <inheritdoc/>
    public Task<byte[]> SignDigestAsync(Digest digest, CancellationToken cancellationToken)
    {
        var hash = SignableDigest.HashOf(digest, key.PublicKey);
        return Task.FromResult(BundleWriter.Write(_material, hash, key.SignHash(hash)));
    }
}
