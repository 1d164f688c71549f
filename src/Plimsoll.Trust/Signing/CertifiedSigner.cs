using Plimsoll.Core;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Trust.Signing;

/// <summary>
/// Signs with a key that lives for one signature: made, certified, used and forgotten. The certificate says who signed, a log entry that it is public, a time
/// stamp that it was made while the certificate was valid.
/// </summary>
/// <param name="services">Who certifies, stamps and logs.</param>
public sealed class CertifiedSigner(ISigningServices services) : IBundleSigner
{
    /// <inheritdoc/>
    public async Task<byte[]> SignStatementAsync(ReadOnlyMemory<byte> statement, CancellationToken cancellationToken)
    {
        var envelope = SignableEnvelope.OfStatement(statement);
        var (material, signature) = await SignAsync(HashKind.Sha256.Hash(envelope.Signed), cancellationToken);
        return BundleWriter.Write(material, envelope, signature);
    }

    /// <inheritdoc/>
    public async Task<byte[]> SignDigestAsync(Digest digest, CancellationToken cancellationToken)
    {
        if (digest.Algorithm != DigestAlgorithm.Sha256) throw new ArgumentException($"only SHA-256 digests are signed, not {digest}", nameof(digest));
        var hash = Convert.FromHexString(digest.Hex);
        var (material, signature) = await SignAsync(hash, cancellationToken);
        return BundleWriter.Write(material, hash, signature);
    }

    private async Task<(SigningMaterial Material, byte[] Signature)> SignAsync(byte[] hash, CancellationToken cancellationToken)
    {
        using var key = PrivateKey.Generate();
        var certificates = await services.CertifyAsync(key, cancellationToken);
        var signature = key.SignHash(hash);
        var stamp = services.StampAsync(signature, cancellationToken);
        var entry = services.LogAsync(new LogProposal(HashKind.Sha256, hash, signature, certificates[0], true), cancellationToken);
        return (new SigningMaterial(key.PublicKey, certificates) { Timestamps = [await stamp], Entries = [await entry] }, signature);
    }
}
