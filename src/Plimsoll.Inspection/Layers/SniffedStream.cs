using Plimsoll.Core.Streams;

namespace Plimsoll.Inspection.Layers;

/// <summary>A stream whose first bytes can be looked at before they are read.</summary>
internal sealed class SniffedStream : ReadOnlyStream
{
    private readonly Stream _source;
    private readonly byte[] _start;
    private int _position;

    public SniffedStream(Stream source, int size)
    {
        _source = source;
        var start = new byte[size];
        _start = start[..source.ReadAtLeast(start, size, throwOnEndOfStream: false)];
    }

    /// <summary>The first bytes; fewer when the source is shorter.</summary>
    public ReadOnlySpan<byte> Start => _start;

    public override int Read(Span<byte> buffer)
    {
        if (_position == _start.Length) return _source.Read(buffer);
        var length = Math.Min(buffer.Length, _start.Length - _position);
        _start.AsSpan(_position, length).CopyTo(buffer);
        _position += length;
        return length;
    }
}
