using System.Buffers.Binary;

namespace Plimsoll.Inspection.Ecosystems.Rpm;

/// <summary>The numbers of a tag; none without the tag.</summary>
internal readonly ref struct RpmNumbers(ReadOnlySpan<byte> bytes, int width)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>How many there are.</summary>
    public int Count { get; } = width == 0 ? 0 : bytes.Length / width;

    /// <summary>One of them; unsigned but for those of 64 bits.</summary>
    public long this[int index] => width switch
    {
        1 => _bytes[index],
        2 => BinaryPrimitives.ReadUInt16BigEndian(_bytes[(index * 2)..]),
        4 => BinaryPrimitives.ReadUInt32BigEndian(_bytes[(index * 4)..]),
        _ => BinaryPrimitives.ReadInt64BigEndian(_bytes[(index * 8)..]),
    };
}
