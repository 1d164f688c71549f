using System.Buffers.Binary;

namespace Plimsoll.Inspection.Layers.Compression;

/// <summary>How a layer is compressed, told by its first bytes: media types lie, magic numbers decide what a runtime unpacks.</summary>
internal static class LayerCompression
{
    public const string Gzip = "gzip";
    public const string Zstd = "zstd";
    public const string None = "none";

    /// <summary>Bytes needed to tell.</summary>
    public const int SniffSize = 6;

    /// <summary>RFC 1952 section 2.3.1, with the only method there is.</summary>
    public static ReadOnlySpan<byte> GzipMagic => [0x1f, 0x8b, 8];

    /// <summary>The name of the compression; an unknown one cannot be told from none.</summary>
    public static string Sniff(ReadOnlySpan<byte> start) =>
        start.StartsWith(GzipMagic) ? Gzip
        : IsZstd(start) ? Zstd
        : start.StartsWith("BZh"u8) ? "bzip2"
        : start.StartsWith((ReadOnlySpan<byte>)[0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]) ? "xz"
        : None;

    /// <summary>What the media type says; null when it says nothing of compression that is known.</summary>
    public static string? Declared(string mediaType) =>
        mediaType.EndsWith("+gzip", StringComparison.Ordinal) || mediaType.EndsWith(".gzip", StringComparison.Ordinal) ? Gzip
        : mediaType.EndsWith("+zstd", StringComparison.Ordinal) || mediaType.EndsWith(".zstd", StringComparison.Ordinal) ? Zstd
        : mediaType.EndsWith(".tar", StringComparison.Ordinal) ? None
        : null;

    /// <summary>A zstd frame or a skippable frame (RFC 8878 sections 3.1.1 and 3.1.2).</summary>
    public static bool IsZstd(ReadOnlySpan<byte> start)
    {
        if (start.Length < 4) return false;
        var magic = BinaryPrimitives.ReadUInt32LittleEndian(start);
        return magic == 0xfd2fb528 || (magic & 0xfffffff0) == 0x184d2a50;
    }

    /// <summary>A decoder, or null where none is needed.</summary>
    /// <exception cref="InvalidDataException">The compression is not one of image layers.</exception>
    /// <exception cref="DllNotFoundException">The system has no libzstd.</exception>
    public static IFrameDecoder? DecoderOf(string compression) => compression switch
    {
        None => null,
        Gzip => new GzipDecoder(),
        Zstd => new ZstdDecoder(),
        _ => throw new InvalidDataException($"the layer is compressed with {compression}, which image layers must not be"),
    };
}
