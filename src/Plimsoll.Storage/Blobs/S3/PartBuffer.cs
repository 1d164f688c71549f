namespace Plimsoll.Storage.Blobs.S3;

/// <summary>
/// The bytes of one part, in pieces that are rented as bytes come, so that an upload which stands still holds little. To the SDK it is a stream that can be read again
/// when a request is repeated.
/// </summary>
internal sealed class PartBuffer(UploadMemory memory) : Stream
{
    private readonly Lock _gate = new();
    private readonly List<TransferBuffer> _pieces = [];
    private long _length;
    private bool _released;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position { get; set; }

    /// <summary>Adds bytes at the end.</summary>
    public async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            var at = (int)(_length % TransferBuffer.Size);
            if (at == 0) _pieces.Add(await memory.RentAsync(cancellationToken));
            var count = Math.Min(bytes.Length, TransferBuffer.Size - at);
            bytes.Span[..count].CopyTo(_pieces[^1].GetSpan()[at..]);
            bytes = bytes[count..];
            _length += count;
        }
    }

    /// <summary>Gives the memory back. A request that is still being sent somewhere finds nothing to read any more.</summary>
    public void Release()
    {
        lock (_gate)
        {
            if (_released) return;
            _released = true;
            foreach (var piece in _pieces) memory.Return(piece);
            _pieces.Clear();
        }
    }

    public override int Read(Span<byte> buffer)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_released, this);
            var at = (int)(Position % TransferBuffer.Size);
            var count = (int)Math.Min(Math.Min(buffer.Length, TransferBuffer.Size - at), _length - Position);
            if (count <= 0) return 0;
            _pieces[(int)(Position / TransferBuffer.Size)].GetSpan().Slice(at, count).CopyTo(buffer);
            Position += count;
            return count;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer.AsSpan(offset, count)));

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => Position,
        _ => _length,
    };

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
