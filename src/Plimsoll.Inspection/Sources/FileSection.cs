using Microsoft.Win32.SafeHandles;
using Plimsoll.Core.Streams;

namespace Plimsoll.Inspection.Sources;

/// <summary>A part of a file. Several parts of one file may be read at once.</summary>
internal sealed class FileSection(SafeFileHandle file, long offset, long length) : ReadOnlyStream
{
    private long _position;

    public override long Length => length;
    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        buffer = buffer[..(int)Math.Min(buffer.Length, length - _position)];
        if (buffer.IsEmpty) return 0;
        var read = RandomAccess.Read(file, buffer, offset + _position);
        _position += read;
        return read;
    }
}
