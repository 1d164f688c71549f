using Plimsoll.Core.Streams;

namespace Plimsoll.Inspection.Layers;

/// <summary>Stops a layer that unpacks to more than is sane, and one that takes too long. Every unpacked byte passes here, whoever reads it.</summary>
internal sealed class LimitedStream(Stream source, Func<long> storedBytes, LayerLimits limits, Deadline deadline, CancellationToken cancellationToken) : ReadOnlyStream
{
    private long _count;

    public override long Position { get => _count; set => throw new NotSupportedException(); }

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
}
