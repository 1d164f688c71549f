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

/// <summary>The texts of a tag, one after the other, each ended by a NUL.</summary>
internal ref struct RpmTexts(ReadOnlySpan<byte> bytes, int count)
{
    private ReadOnlySpan<byte> _rest = bytes;
    private int _left = count;

    /// <summary>How many there are.</summary>
    public int Count { get; } = count;

    /// <summary>Reads the next; false after the last.</summary>
    /// <exception cref="InvalidDataException">It has no end.</exception>
    public bool TryRead(out ReadOnlySpan<byte> text)
    {
        text = default;
        if (_left == 0) return false;
        var end = _rest.IndexOf((byte)0);
        if (end < 0) throw new InvalidDataException("a text of the header has no end");
        text = _rest[..end];
        _rest = _rest[(end + 1)..];
        _left--;
        return true;
    }
}
