using System.Runtime.InteropServices;

namespace Plimsoll.Inspection.Content;

/// <summary>Reads memory that belongs to somebody else.</summary>
internal sealed class MemoryStreamOf(ReadOnlyMemory<byte> memory) : MemoryStream(Segment(memory).Array!, Segment(memory).Offset, Segment(memory).Count, writable: false)
{
    private static ArraySegment<byte> Segment(ReadOnlyMemory<byte> memory) => MemoryMarshal.TryGetArray(memory, out var segment) && segment.Array is not null ? segment : new ArraySegment<byte>(memory.ToArray());
}
