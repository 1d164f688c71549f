using System.Runtime.InteropServices;

namespace Plimsoll.Inspection.Layers.Compression;

/// <summary>Unpacks xz streams with the system's liblzma. Image layers must not be xz; packages of Debian are.</summary>
internal sealed unsafe partial class XzDecoder : IFrameDecoder
{
    /// <summary>What <c>xz -9</c> needs is 65 MiB.</summary>
    private const ulong MemoryLimit = 128 << 20;

    private const int Ok = 0;
    private const int StreamEnd = 1;
    private const int BufferError = 10;
    private const int Run = 0;

    // liblzma remembers where the structure is.
    private LzmaStream* _stream = (LzmaStream*)NativeMemory.AllocZeroed((nuint)sizeof(LzmaStream));

    public XzDecoder() => Reset();

    private static ReadOnlySpan<byte> Magic => [0xfd, (byte)'7', (byte)'z', (byte)'X'];

    public bool StartsFrame(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Magic);

    public bool Decode(ReadOnlySpan<byte> source, Span<byte> destination, out int consumed, out int written)
    {
        ObjectDisposedException.ThrowIf(_stream is null, this);
        int result;
        fixed (byte* input = source, output = destination)
        {
            _stream->NextIn = input;
            _stream->AvailableIn = (nuint)source.Length;
            _stream->NextOut = output;
            _stream->AvailableOut = (nuint)destination.Length;
            result = Code(_stream, Run);
            (consumed, written) = (source.Length - (int)_stream->AvailableIn, destination.Length - (int)_stream->AvailableOut);
        }
        return result is Ok or StreamEnd or BufferError ? result == StreamEnd : throw new InvalidDataException($"the xz data is damaged ({result})");
    }

    /// <summary>Starting anew frees what the last stream needed.</summary>
    public void Reset()
    {
        ObjectDisposedException.ThrowIf(_stream is null, this);
        if (StreamDecoder(_stream, MemoryLimit, 0) != Ok) throw new InvalidOperationException("xz could not be started");
    }

    public void Dispose()
    {
        if (_stream is null) return;
        End(_stream);
        NativeMemory.Free(_stream);
        _stream = null;
    }

    [LibraryImport("liblzma.so.5", EntryPoint = "lzma_stream_decoder")]
    private static partial int StreamDecoder(LzmaStream* stream, ulong memoryLimit, uint flags);

    [LibraryImport("liblzma.so.5", EntryPoint = "lzma_code")]
    private static partial int Code(LzmaStream* stream, int action);

    [LibraryImport("liblzma.so.5", EntryPoint = "lzma_end")]
    private static partial void End(LzmaStream* stream);

    /// <summary><c>lzma_stream</c> (lzma/base.h).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct LzmaStream
    {
        public byte* NextIn;
        public nuint AvailableIn;
        public ulong TotalIn;
        public byte* NextOut;
        public nuint AvailableOut;
        public ulong TotalOut;
        public nint Allocator;
        public nint Internal;
        public fixed ulong Reserved[9];
    }
}
