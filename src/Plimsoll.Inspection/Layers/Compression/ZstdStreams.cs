namespace Plimsoll.Inspection.Layers.Compression;

/// <summary>Unpacks zstd for other rooms than this one.</summary>
public static class ZstdStreams
{
    /// <summary>The bytes that were packed. The stream is read forward only, and owns the packed one.</summary>
    /// <exception cref="InvalidDataException">The system has no libzstd.</exception>
    public static Stream Open(Stream packed)
    {
        try
        {
            return new FramedStream(packed, new ZstdDecoder());
        }
        catch (DllNotFoundException e)
        {
            packed.Dispose();
            throw new InvalidDataException("The file is packed with zstd, and this system has no libzstd to unpack it.", e);
        }
    }
}
