using Plimsoll.Core;

namespace Plimsoll.Trust.Signing;

/// <summary>Somebody who signs. What comes back is a Sigstore bundle (0.3, JSON) that proves it: by a key, or by a certificate with log entry and time stamp.</summary>
public interface IBundleSigner
{
    /// <summary>Signs an in-toto statement, in an envelope (DSSE).</summary>
    /// <param name="statement">The statement as JSON; <see cref="StatementWriter"/> writes them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<byte[]> SignStatementAsync(ReadOnlyMemory<byte> statement, CancellationToken cancellationToken);

    /// <summary>Signs an artifact that is known by its SHA-256.</summary>
    /// <param name="digest">The digest.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">It is another digest, or the key signs no SHA-256.</exception>
    Task<byte[]> SignDigestAsync(Digest digest, CancellationToken cancellationToken);
}
