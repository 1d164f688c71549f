using Plimsoll.Core.Streams;

namespace Plimsoll.Inspection.Sbom.Reading;

/// <summary>A stream whose first bytes can be looked at before it is read.</summary>
internal sealed class PeekedStream : ReadOnlyStream
{
    private readonly Stream _source;
    private readonly byte[] _start;
    private readonly int _length;
    private int _position;

    public PeekedStream(Stream source, int count)
    {
        (_source, _start) = (source, new byte[count]);
        _length = source.ReadAtLeast(_start, count, throwOnEndOfStream: false);
    }

    /// <summary>The first bytes.</summary>
    public ReadOnlySpan<byte> Start => _start.AsSpan(0, _length);

    public override int Read(Span<byte> buffer)
    {
        if (_position >= _length) return _source.Read(buffer);
        var count = Math.Min(buffer.Length, _length - _position);
        _start.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }
}
