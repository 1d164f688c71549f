namespace Plimsoll.Inspection.Layers.Tar;

/// <summary>Numbers in tar headers: octal text, or GNU's base 256 when the first bit is set.</summary>
internal static class TarNumber
{
    /// <summary>Reads a number; false when the field holds none or it does not fit into 63 bits.</summary>
    public static bool TryRead(ReadOnlySpan<byte> field, out long value) =>
        (field[0] & 0x80) != 0 ? TryReadBinary(field, out value) : TryReadOctal(field, out value);

    private static bool TryReadOctal(ReadOnlySpan<byte> field, out long value)
    {
        value = 0;
        var digits = field.Trim(" \0"u8);
        // What follows a NUL is not part of the number (Go reads it so, and with it most runtimes).
        if (digits.IndexOf((byte)0) is var end and >= 0) digits = digits[..end];
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7' || value > long.MaxValue >> 3) return false;
            value = (value << 3) | (uint)(digit - '0');
        }
        return true;
    }

    private static bool TryReadBinary(ReadOnlySpan<byte> field, out long value)
    {
        value = 0;
        if ((field[0] & 0x40) != 0) return false; // negative
        value = field[0] & 0x3f;
        foreach (var next in field[1..])
        {
            if (value > long.MaxValue >> 8) return false;
            value = (value << 8) | next;
        }
        return true;
    }
}
