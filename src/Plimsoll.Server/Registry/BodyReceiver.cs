using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Hashing;

namespace Plimsoll.Server.Registry;

/// <summary>
/// Takes a large body in three stages that run at the same time: receive, hash, store. Each alone keeps a core busy for a good part of the time, so one after the other they
/// would take the sum instead of the largest. A few buffers go round; whoever is behind slows the others down.
/// </summary>
internal sealed class BodyReceiver(IBlobWriter writer, ContentHash hash)
{
    private const int BufferCount = 4;

    private readonly Channel<Piece> _free = Channel.CreateUnbounded<Piece>();
    private readonly Channel<Piece> _toHash = Channel.CreateUnbounded<Piece>();
    private readonly Channel<Piece> _toStore = Channel.CreateUnbounded<Piece>();

    /// <summary>
    /// Takes the whole body. When it breaks off, whatever arrived is hashed and stored, and hash and store stand at the same byte.
    /// </summary>
    /// <returns>What the body broke off with; null when it came whole.</returns>
    /// <param name="body">The body.</param>
    /// <param name="maxLength">Bytes that may come; one more calls <paramref name="tooLong"/>.</param>
    /// <param name="tooLong">Makes the refusal of a body that is too long.</param>
    /// <param name="cancellationToken">Cancelled when the client goes away.</param>
    public async Task<ExceptionDispatchInfo?> ReceiveAsync(Stream body, long maxLength, Func<Exception> tooLong, CancellationToken cancellationToken)
    {
        var pieces = new Piece[BufferCount];
        for (var i = 0; i < BufferCount; i++) _free.Writer.TryWrite(pieces[i] = new Piece(TransferBuffer.Rent()));
        var hashing = Task.Run(HashAsync, CancellationToken.None);
        var storing = Task.Run(StoreAsync, CancellationToken.None);
        try
        {
            return await FillAsync(new BodyReader(body), maxLength, tooLong, cancellationToken);
        }
        finally
        {
            _toHash.Writer.TryComplete();
            _toStore.Writer.TryComplete();
            await Task.WhenAll(hashing, storing);
            foreach (var piece in pieces) piece.Buffer.Return();
        }
    }

    private async Task<ExceptionDispatchInfo?> FillAsync(BodyReader body, long maxLength, Func<Exception> tooLong, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Ends with the exception of a stage that failed.
            var piece = await _free.Reader.ReadAsync(CancellationToken.None);
            piece.Length = await body.FillAsync(piece.Buffer.Memory, cancellationToken);
            if (piece.Length == 0) return body.Broken;
            maxLength -= piece.Length;
            if (maxLength < 0) throw tooLong();
            piece.Users = 2;
            await _toHash.Writer.WriteAsync(piece, CancellationToken.None);
            await _toStore.Writer.WriteAsync(piece, CancellationToken.None);
            if (piece.Length < TransferBuffer.Size) return body.Broken;
        }
    }

    private async Task HashAsync()
    {
        await foreach (var piece in _toHash.Reader.ReadAllAsync())
        {
            hash.Append(piece.Buffer.GetSpan()[..piece.Length]);
            Release(piece);
        }
    }

    private async Task StoreAsync()
    {
        try
        {
            await foreach (var piece in _toStore.Reader.ReadAllAsync())
            {
                await writer.WriteAsync(piece.Buffer.Memory[..piece.Length], CancellationToken.None);
                Release(piece);
            }
        }
        catch (Exception e)
        {
            // The receiver learns of it when it asks for the next buffer.
            _free.Writer.TryComplete(e);
            throw;
        }
    }

    private void Release(Piece piece)
    {
        if (Interlocked.Decrement(ref piece.Users) == 0) _free.Writer.TryWrite(piece);
    }

    private sealed class Piece(TransferBuffer buffer)
    {
        public int Length;

        /// <summary>Stages that still need the bytes.</summary>
        public int Users;

        public TransferBuffer Buffer { get; } = buffer;
    }
}
