using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Trust.Signing;

/// <summary>The services behind a signature of a key that lives for one signature: those of a server over HTTP, or the server's own.</summary>
public interface ISigningServices
{
    /// <summary>A certificate for a new key, which says who holds it.</summary>
    /// <returns>The certificates (DER) from the leaf up.</returns>
    Task<IReadOnlyList<byte[]>> CertifyAsync(PrivateKey key, CancellationToken cancellationToken);

    /// <summary>A time stamp over a signature (RFC 3161).</summary>
    /// <returns>The whole answer (TimeStampResp, DER).</returns>
    Task<byte[]> StampAsync(ReadOnlyMemory<byte> signature, CancellationToken cancellationToken);

    /// <summary>Writes the signature into a transparency log and waits until the log proves it.</summary>
    /// <returns>The entry (TransparencyLogEntry, JSON).</returns>
    Task<byte[]> LogAsync(LogProposal proposal, CancellationToken cancellationToken);
}
