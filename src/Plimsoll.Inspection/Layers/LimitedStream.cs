namespace Plimsoll.Inspection.Layers;

/// <summary>Stops a layer that unpacks to more than is sane, and one that takes too long. Every unpacked byte passes here, whoever reads it.</summary>
internal sealed class LimitedStream(Stream source, Func<long> storedBytes, LayerLimits limits, Deadline deadline, CancellationToken cancellationToken) : Stream
{
    private long _count;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => _count; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (deadline.HasPassed) throw new LayerStoppedException("there was no time left to read the rest of the layer", isBomb: false);
        var read = source.Read(buffer);
        _count += read;
        if (_count > limits.MaxUncompressedBytes)
            throw new LayerStoppedException($"the layer unpacks to more than {limits.MaxUncompressedBytes} bytes; the rest was not read", isBomb: true);
        if (_count > limits.RatioGrace && _count / limits.MaxRatio > storedBytes())
            throw new LayerStoppedException($"the layer unpacks to more than {limits.MaxRatio} times its size; the rest was not read", isBomb: true);
        return read;
    }

    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
