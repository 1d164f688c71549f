namespace Plimsoll.Inspection.Secrets;

/// <summary>The checksum in tokens of GitHub and npm: CRC-32 (IEEE 802.3) in base 62, digits before capitals before small letters, six places.</summary>
internal static class Base62Checksum
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int Places = 6;
    private const uint Polynomial = 0xedb88320;

    /// <summary>The checksum of ASCII characters.</summary>
    public static string Of(ReadOnlySpan<char> text)
    {
        var crc = uint.MaxValue;
        foreach (var c in text)
        {
            crc ^= (byte)c;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ Polynomial : crc >> 1;
        }
        crc = ~crc;
        Span<char> digits = stackalloc char[Places];
        for (var i = Places - 1; i >= 0; i--)
        {
            digits[i] = Digits[(int)(crc % 62)];
            crc /= 62;
        }
        return digits.ToString();
    }
}
