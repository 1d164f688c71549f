namespace Plimsoll.Inspection.Layers.Compression;

/// <summary>Unpacks the frames of one compression format, one step at a time. A frame is a gzip member (RFC 1952) or a zstd frame (RFC 8878).</summary>
internal interface IFrameDecoder : IDisposable
{
    /// <summary>First bytes of every frame; what follows a frame and does not start so is not part of the stream.</summary>
    bool StartsFrame(ReadOnlySpan<byte> bytes);

    /// <summary>Unpacks as much as fits.</summary>
    /// <returns>True when a frame ended, checksum included.</returns>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    bool Decode(ReadOnlySpan<byte> source, Span<byte> destination, out int consumed, out int written);

    /// <summary>Makes ready for the next frame.</summary>
    void Reset();
}
