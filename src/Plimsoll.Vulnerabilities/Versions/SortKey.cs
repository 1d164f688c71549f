using System.Buffers;

namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>The parts that keys of all schemes are made of.</summary>
internal static class SortKey
{
    /// <summary>One byte.</summary>
    public static void WriteByte(IBufferWriter<byte> destination, byte value)
    {
        destination.GetSpan(1)[0] = value;
        destination.Advance(1);
    }

    /// <summary>A number of any length: how many digits it has without leading zeros, then the digits. The number of none is that of zero.</summary>
    public static void WriteNumber(IBufferWriter<byte> destination, ReadOnlySpan<char> digits)
    {
        digits = digits.TrimStart('0');
        WriteLength(destination, digits.Length);
        WriteAscii(destination, digits);
    }

    /// <summary>Characters of ASCII as they are.</summary>
    public static void WriteAscii(IBufferWriter<byte> destination, ReadOnlySpan<char> text)
    {
        var span = destination.GetSpan(Math.Max(text.Length, 1));
        for (var i = 0; i < text.Length; i++) span[i] = (byte)text[i];
        destination.Advance(text.Length);
    }

    /// <summary>A length in one byte, or in five from 255 on; shorter ones first.</summary>
    private static void WriteLength(IBufferWriter<byte> destination, int length)
    {
        if (length < byte.MaxValue)
        {
            WriteByte(destination, (byte)length);
            return;
        }
        WriteByte(destination, byte.MaxValue);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(destination.GetSpan(4), length);
        destination.Advance(4);
    }
}
