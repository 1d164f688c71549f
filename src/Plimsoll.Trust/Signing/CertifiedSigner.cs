using Plimsoll.Core;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Trust.Signing;

/// <summary>
/// Signs with a key that lives for one signature: made, certified, used and forgotten. The certificate says who signed, a log entry that it is public, a time
/// stamp that it was made while the certificate was valid. Who signs all the time may keep a key for a while: the same is proven, and most of the work is that of the certificate.
/// </summary>
/// <param name="services">Who certifies, stamps and logs.</param>
/// <param name="life">How long a key signs, well within the time of its certificate; zero for one signature.</param>
/// <param name="time">The clock that tells when it is over.</param>
public sealed class CertifiedSigner(ISigningServices services, TimeSpan life, TimeProvider time) : IBundleSigner
{
    private volatile CertifiedKey? _held;

    /// <summary>A signer whose keys live for one signature.</summary>
    /// <param name="services">Who certifies, stamps and logs.</param>
    public CertifiedSigner(ISigningServices services)
        : this(services, TimeSpan.Zero, TimeProvider.System)
    {
    }

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
        var (key, certificates, _) = _held is { } held && IsFresh(held) ? held : _held = await CertifyAsync(cancellationToken);
        var signature = key.SignHash(hash);
        var stamp = services.StampAsync(signature, cancellationToken);
        var entry = services.LogAsync(new LogProposal(HashKind.Sha256, hash, signature, certificates[0], true), cancellationToken);
        return (new SigningMaterial(key.PublicKey, certificates) { Timestamps = [await stamp], Entries = [await entry] }, signature);
    }

    /// <summary>By the clock that is on the stamp: when it was put back, or the machine slept, the certificate may not be valid any more.</summary>
    private bool IsFresh(CertifiedKey held) => time.GetUtcNow() - held.Since is var age && age >= TimeSpan.Zero && age < life;

    /// <summary>A new key. Nobody disposes of it, since others may be signing with it when the next one comes; it holds memory only.</summary>
    private async Task<CertifiedKey> CertifyAsync(CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow();
        var key = PrivateKey.Generate();
        return new CertifiedKey(key, await services.CertifyAsync(key, cancellationToken), since);
    }

    private sealed record CertifiedKey(PrivateKey Key, IReadOnlyList<byte[]> Certificates, DateTimeOffset Since);
}
