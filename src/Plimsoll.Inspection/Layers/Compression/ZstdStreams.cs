namespace Plimsoll.Inspection.Layers.Compression;

/// <summary>Unpacks zstd for other rooms than this one.</summary>
public static class ZstdStreams
{
    /// <summary>The bytes that were packed. The stream is read forward only, and owns the packed one.</summary>
    /// <exception cref="DllNotFoundException">The system has no libzstd.</exception>
    public static Stream Open(Stream packed) => new FramedStream(packed, new ZstdDecoder());
}
