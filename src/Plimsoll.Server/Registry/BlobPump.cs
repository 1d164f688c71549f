using System.IO.Pipelines;
using Plimsoll.Server.Watch.Metrics;
using Plimsoll.Storage.Blobs;

namespace Plimsoll.Server.Registry;

/// <summary>
/// Copies stored bytes to a client. The pieces are read straight into the buffers of the response, which costs half of what Kestrel's
/// SendFileAsync does (it copies through 16 KiB buffers). A piece is held until the client took it, so the more pulls run, the
/// smaller the pieces: memory stays bounded with any number of slow clients.
/// </summary>
internal sealed class BlobPump(TransferMetrics transfers)
{
    private const int LargePiece = 512 * 1024;
    private const int SmallPiece = 64 * 1024;
    private const int ManyPulls = 24;

    private int _running;

    /// <summary>Sends a part of a blob.</summary>
    /// <exception cref="IOException">The store holds fewer bytes than the database says.</exception>
    public async Task SendAsync(IBlobReader reader, ByteRange range, PipeWriter body, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _running);
        try
        {
            var (offset, left) = (range.Start, range.Length);
            while (left > 0)
            {
                var piece = (int)Math.Min(left, Volatile.Read(ref _running) > ManyPulls ? SmallPiece : LargePiece);
                var read = await reader.ReadAsync(body.GetMemory(piece)[..piece], offset, cancellationToken);
                if (read == 0) throw new IOException($"The stored bytes end at {offset}; {left} more are missing.");
                body.Advance(read);
                transfers.BlobSent(read);
                offset += read;
                left -= read;
                var flush = await body.FlushAsync(cancellationToken);
                if (flush.IsCompleted) return;
            }
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}
