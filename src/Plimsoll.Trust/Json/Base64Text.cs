using System.Buffers;

namespace Plimsoll.Trust.Json;

/// <summary>Base64 that has one reading: no blanks but line breaks, no bits left over. Both alphabets are accepted, but not in one text; padding may be left out.</summary>
internal static class Base64Text
{
    /// <summary>The bytes, or null when the text is not base64.</summary>
    public static byte[]? Decode(string text)
    {
        if (text.AsSpan().IndexOfAny('\r', '\n') >= 0) text = text.Replace("\r", "").Replace("\n", "");
        if (text.AsSpan().ContainsAnyExcept(Letters)) return null;
        if (text.AsSpan().IndexOfAny('-', '_') >= 0)
        {
            if (text.AsSpan().IndexOfAny('+', '/') >= 0) return null;
            text = text.Replace('-', '+').Replace('_', '/');
        }
        var digits = text.TrimEnd('=');
        if (text.Length != digits.Length && text.Length % 4 != 0) return null;
        var padded = digits.PadRight((digits.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length / 4 * 3];
        if (!Convert.TryFromBase64String(padded, bytes, out var written)) return null;
        return Convert.ToBase64String(bytes, 0, written) == padded ? bytes[..written] : null;
    }

    private static readonly SearchValues<char> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=");
}
