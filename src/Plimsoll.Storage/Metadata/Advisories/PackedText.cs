using System.IO.Compression;

namespace Plimsoll.Storage.Metadata.Advisories;

/// <summary>Texts of some hundred bytes, packed with Brotli: its dictionary knows the words of English and JSON.</summary>
internal static class PackedText
{
    private const int Quality = 4;
    private const int Window = 18;

    /// <summary>Packs.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> text)
    {
        var buffer = new byte[BrotliEncoder.GetMaxCompressedLength(text.Length)];
        return BrotliEncoder.TryCompress(text, buffer, out var length, Quality, Window) ? buffer.AsSpan(0, length).ToArray() : throw new InvalidOperationException("Brotli did not find place enough for its own bound.");
    }

    /// <summary>Unpacks what <see cref="Pack"/> made.</summary>
    public static byte[] Unpack(byte[] packed)
    {
        using var stream = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var text = new MemoryStream(packed.Length * 3);
        stream.CopyTo(text);
        return text.ToArray();
    }
}
