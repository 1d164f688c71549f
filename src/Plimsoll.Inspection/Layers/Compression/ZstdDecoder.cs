using System.Runtime.InteropServices;

namespace Plimsoll.Inspection.Layers.Compression;

/// <summary>Unpacks zstd frames, skippable ones included, with the system's libzstd: the framework has no zstd before .NET 11.</summary>
internal sealed unsafe partial class ZstdDecoder : IFrameDecoder
{
    /// <summary>128 MiB, the largest window that <c>zstd</c> itself unpacks unasked. It bounds the memory of one layer.</summary>
    private const int WindowLogMax = 27;

    private const int WindowLogMaxParameter = 100;
    private const int ResetSessionOnly = 1;

    private nint _context;

    public ZstdDecoder()
    {
        _context = CreateDStream();
        if (_context == 0) throw new InvalidOperationException("zstd could not be started");
        _ = SetParameter(_context, WindowLogMaxParameter, WindowLogMax);
    }

    public bool StartsFrame(ReadOnlySpan<byte> bytes) => LayerCompression.IsZstd(bytes);

    public bool Decode(ReadOnlySpan<byte> source, Span<byte> destination, out int consumed, out int written)
    {
        ObjectDisposedException.ThrowIf(_context == 0, this);
        nuint result;
        fixed (byte* input = source, output = destination)
        {
            var from = new Buffer { Data = input, Size = (nuint)source.Length };
            var to = new Buffer { Data = output, Size = (nuint)destination.Length };
            result = DecompressStream(_context, &to, &from);
            consumed = (int)from.Position;
            written = (int)to.Position;
        }
        if (IsError(result) != 0) throw new InvalidDataException("the zstd data is damaged: " + Marshal.PtrToStringUTF8(GetErrorName(result)));
        return result == 0;
    }

    public void Reset() => _ = DCtxReset(_context, ResetSessionOnly);

    public void Dispose()
    {
        if (_context == 0) return;
        _ = FreeDStream(_context);
        _context = 0;
    }

    [LibraryImport("libzstd.so.1", EntryPoint = "ZSTD_createDStream")]
    private static partial nint CreateDStream();

    [LibraryImport("libzstd.so.1", EntryPoint = "ZSTD_freeDStream")]
    private static partial nuint FreeDStream(nint context);

    [LibraryImport("libzstd.so.1", EntryPoint = "ZSTD_DCtx_setParameter")]
    private static partial nuint SetParameter(nint context, int parameter, int value);

    [LibraryImport("libzstd.so.1", EntryPoint = "ZSTD_DCtx_reset")]
    private static partial nuint DCtxReset(nint context, int directive);

    [LibraryImport("libzstd.so.1", EntryPoint = "ZSTD_decompressStream")]
    private static partial nuint DecompressStream(nint context, Buffer* output, Buffer* input);

    [LibraryImport("libzstd.so.1", EntryPoint = "ZSTD_isError")]
    private static partial uint IsError(nuint code);

    [LibraryImport("libzstd.so.1", EntryPoint = "ZSTD_getErrorName")]
    private static partial nint GetErrorName(nuint code);

    /// <summary><c>ZSTD_inBuffer</c> and <c>ZSTD_outBuffer</c>, which have the same shape.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Buffer
    {
        public byte* Data;
        public nuint Size;
        public nuint Position;
    }
}
