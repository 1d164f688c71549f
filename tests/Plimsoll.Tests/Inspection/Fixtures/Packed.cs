using System.IO.Compression;

namespace Plimsoll.Tests.Inspection.Fixtures;

/// <summary>Compressed bytes.</summary>
internal static class Packed
{
    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>By the zstd program itself.</summary>
    public static byte[] Zstd(byte[] bytes, params string[] options) => Tool.Run("zstd", ["-q", "-c", .. options], bytes);

    /// <summary>A skippable frame (RFC 8878 section 3.1.2), as zstd:chunked adds them.</summary>
    public static byte[] SkippableFrame(int length) => [0x50, 0x2a, 0x4d, 0x18, (byte)length, (byte)(length >> 8), 0, 0, .. new byte[length]];
}
