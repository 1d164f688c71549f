using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Plimsoll.Storage.Blobs;

/// <summary>
/// A buffer for moving large contents: 1 MiB outside the managed heap, aligned to a page, so that a store may hand it to the disk as it is. Rented and
/// returned; the pool keeps a few.
/// </summary>
public sealed unsafe class TransferBuffer : MemoryManager<byte>
{
    /// <summary>Size in bytes.</summary>
    public const int Size = 1 << 20;

    /// <summary>The alignment in bytes that direct writes need, of address, offset and length. A page satisfies every disk.</summary>
    public const int Alignment = 4096;

    private const int MaxKept = 32;
    private static readonly ConcurrentQueue<TransferBuffer> Kept = new();
    private byte* _address = (byte*)NativeMemory.AlignedAlloc(Size, Alignment);

    private TransferBuffer() { }

    /// <summary>A buffer with any content.</summary>
    public static TransferBuffer Rent() => Kept.TryDequeue(out var buffer) ? buffer : new TransferBuffer();

    /// <summary>Gives the buffer back. It must not be used any more.</summary>
    public void Return()
    {
        if (Kept.Count < MaxKept) Kept.Enqueue(this);
        else ((IDisposable)this).Dispose();
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_address is null, this);
        return new Span<byte>(_address, Size);
    }

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => new(_address + elementIndex, pinnable: this);

    /// <inheritdoc/>
    public override void Unpin() { }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (_address is null) return;
        NativeMemory.AlignedFree(_address);
        _address = null;
    }
}
