using System.Runtime.InteropServices;

namespace Plimsoll.Inspection.Layers.Compression;

/// <summary>
/// Unpacks gzip members with the zlib that the framework carries. <see cref="System.IO.Compression.GZipStream"/> itself cannot be used: it takes
/// a stream that was cut, one without its checksum, and one with bytes after its end for whole, which are the very things to report.
/// </summary>
internal sealed unsafe partial class GzipDecoder : IFrameDecoder
{
    private const int GzipWindow = 15 + 16;
    private const int Ok = 0;
    private const int StreamEnd = 1;
    private const int BufferError = -5;

    private ZStream* _stream;

    public GzipDecoder()
    {
        _stream = (ZStream*)NativeMemory.AllocZeroed((nuint)sizeof(ZStream));
        if (InflateInit2(_stream, GzipWindow) == Ok) return;
        NativeMemory.Free(_stream);
        _stream = null;
        throw new InvalidOperationException("zlib could not be started");
    }

    public bool StartsFrame(ReadOnlySpan<byte> bytes) => bytes.StartsWith(LayerCompression.GzipMagic);

    public bool Decode(ReadOnlySpan<byte> source, Span<byte> destination, out int consumed, out int written)
    {
        ObjectDisposedException.ThrowIf(_stream is null, this);
        int result;
        fixed (byte* input = source, output = destination)
        {
            _stream->NextIn = input;
            _stream->AvailableIn = (uint)source.Length;
            _stream->NextOut = output;
            _stream->AvailableOut = (uint)destination.Length;
            result = Inflate(_stream, 0);
            consumed = source.Length - (int)_stream->AvailableIn;
            written = destination.Length - (int)_stream->AvailableOut;
        }
        if (result is Ok or BufferError) return false;
        return result == StreamEnd ? true : throw new InvalidDataException("the gzip data is damaged: " + Reason(_stream->Message));
    }

    public void Reset()
    {
        if (InflateReset2(_stream, GzipWindow) != Ok) throw new InvalidDataException("the next gzip member cannot be started");
    }

    public void Dispose()
    {
        if (_stream is null) return;
        _ = InflateEnd(_stream);
        NativeMemory.Free(_stream);
        _stream = null;
    }

    private static string Reason(byte* message) => Marshal.PtrToStringUTF8((nint)message) ?? "zlib gives no reason";

    [LibraryImport("libSystem.IO.Compression.Native", EntryPoint = "CompressionNative_InflateInit2_")]
    private static partial int InflateInit2(ZStream* stream, int windowBits);

    [LibraryImport("libSystem.IO.Compression.Native", EntryPoint = "CompressionNative_Inflate")]
    private static partial int Inflate(ZStream* stream, int flush);

    [LibraryImport("libSystem.IO.Compression.Native", EntryPoint = "CompressionNative_InflateReset2_")]
    private static partial int InflateReset2(ZStream* stream, int windowBits);

    [LibraryImport("libSystem.IO.Compression.Native", EntryPoint = "CompressionNative_InflateEnd")]
    private static partial int InflateEnd(ZStream* stream);

    /// <summary><c>PAL_ZStream</c> of the framework's native part.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ZStream
    {
        public byte* NextIn;
        public byte* NextOut;
        public byte* Message;
        public nint InternalState;
        public uint AvailableIn;
        public uint AvailableOut;
    }
}
