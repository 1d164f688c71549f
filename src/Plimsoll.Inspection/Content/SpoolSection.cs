using Microsoft.Win32.SafeHandles;
using Plimsoll.Core.Streams;

namespace Plimsoll.Inspection.Content;

/// <summary>Reads a temporary file from a place of its own, however many read it.</summary>
internal sealed class SpoolSection(SafeFileHandle file, long length) : ReadOnlyStream
{
    public override bool CanSeek => true;
    public override long Length => length;
    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        if (Position >= length) return 0;
        var read = RandomAccess.Read(file, buffer[..(int)Math.Min(buffer.Length, length - Position)], Position);
        Position += read;
        return read;
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        var place = offset + (origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => Position, _ => length });
        return place < 0 ? throw new IOException("the place is before the start") : Position = place;
    }
}
