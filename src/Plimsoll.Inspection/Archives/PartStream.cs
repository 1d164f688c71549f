using Plimsoll.Core.Streams;

namespace Plimsoll.Inspection.Archives;

/// <summary>Some bytes of a stream that seeks.</summary>
internal sealed class PartStream(Stream source, long start, long length) : ReadOnlyStream
{
    private long _position;

    public override int Read(Span<byte> buffer)
    {
        if (_position >= length) return 0;
        source.Position = start + _position;
        var read = source.Read(buffer[..(int)Math.Min(buffer.Length, length - _position)]);
        _position += read;
        return read;
    }
}
