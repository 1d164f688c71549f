using System.Text;
using System.Text.Unicode;

namespace Plimsoll.Inspection;

/// <summary>Names in images are bytes. Those that are not UTF-8 are written <c>\xNN</c>, so that no name is lost and none can break JSON.</summary>
internal static class ForeignText
{
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes)) return Encoding.UTF8.GetString(bytes);
        var text = new StringBuilder(bytes.Length + 16);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var consumed) == System.Buffers.OperationStatus.Done)
            {
                text.Append(rune.ToString());
            }
            else
            {
                consumed = 1;
                text.Append("\\x").Append(bytes[0].ToString("x2"));
            }
            bytes = bytes[consumed..];
        }
        return text.ToString();
    }

    /// <summary>The start of a name, for messages: what is hostile may be very long.</summary>
    public static string Shorten(string text) => text.Length <= 100 ? text : $"{text.AsSpan(0, 100)}…";

    /// <summary>A field that ends at its first NUL.</summary>
    public static ReadOnlySpan<byte> Terminated(ReadOnlySpan<byte> field) => field.IndexOf((byte)0) is var end and >= 0 ? field[..end] : field;
}
