using Plimsoll.Core.Streams;

namespace Plimsoll.Inspection.Sbom.Reading;

/// <summary>A stream that ends after so many bytes, and knows that it did.</summary>
internal sealed class CappedStream(Stream source, long most) : ReadOnlyStream
{
    private long _left = most;

    /// <summary>True when there was more.</summary>
    public bool IsCut { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        if (_left == 0)
        {
            IsCut |= source.ReadByte() >= 0;
            return 0;
        }
        var read = source.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
        _left -= read;
        return read;
    }
}
