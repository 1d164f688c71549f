using System.Buffers;
using System.Buffers.Binary;

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

    /// <summary>Characters of ASCII, ended by a byte that is below all of them.</summary>
    public static void WriteText(IBufferWriter<byte> destination, ReadOnlySpan<char> text)
    {
        WriteAscii(destination, text);
        WriteByte(destination, 0);
    }

    /// <summary>As <see cref="WriteText"/>, in lower case.</summary>
    public static void WriteLowerText(IBufferWriter<byte> destination, ReadOnlySpan<char> text)
    {
        var span = destination.GetSpan(text.Length + 1);
        for (var i = 0; i < text.Length; i++) span[i] = (byte)char.ToLowerInvariant(text[i]);
        span[text.Length] = 0;
        destination.Advance(text.Length + 1);
    }

    /// <summary>As <see cref="WriteText"/>, in upper case.</summary>
    public static void WriteUpperText(IBufferWriter<byte> destination, ReadOnlySpan<char> text)
    {
        var span = destination.GetSpan(text.Length + 1);
        for (var i = 0; i < text.Length; i++) span[i] = (byte)char.ToUpperInvariant(text[i]);
        span[text.Length] = 0;
        destination.Advance(text.Length + 1);
    }

    /// <summary>Any characters, at the end of a key.</summary>
    public static void WriteCharacters(IBufferWriter<byte> destination, ReadOnlySpan<char> text)
    {
        var span = destination.GetSpan(Math.Max(text.Length * 2, 1));
        for (var i = 0; i < text.Length; i++) BinaryPrimitives.WriteUInt16BigEndian(span[(2 * i)..], text[i]);
        destination.Advance(text.Length * 2);
    }

    /// <summary>How many zeros stand before something that is larger than them: the more, the earlier.</summary>
    public static void WriteFewerLater(IBufferWriter<byte> destination, int count)
    {
        if (count < byte.MaxValue)
        {
            WriteByte(destination, (byte)(byte.MaxValue - count));
            return;
        }
        WriteByte(destination, 0);
        BinaryPrimitives.WriteInt32BigEndian(destination.GetSpan(4), int.MaxValue - count);
        destination.Advance(4);
    }

    /// <summary>A length in one byte, or in five from 255 on; shorter ones first.</summary>
    public static void WriteLength(IBufferWriter<byte> destination, int length)
    {
        if (length < byte.MaxValue)
        {
            WriteByte(destination, (byte)length);
            return;
        }
        WriteByte(destination, byte.MaxValue);
        BinaryPrimitives.WriteInt32BigEndian(destination.GetSpan(4), length);
        destination.Advance(4);
    }

    private static void WriteAscii(IBufferWriter<byte> destination, ReadOnlySpan<char> text)
    {
        var span = destination.GetSpan(Math.Max(text.Length, 1));
        for (var i = 0; i < text.Length; i++) span[i] = (byte)text[i];
        destination.Advance(text.Length);
    }
}
