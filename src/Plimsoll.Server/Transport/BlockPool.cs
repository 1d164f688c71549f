using System.Buffers;
using System.Collections.Concurrent;

namespace Plimsoll.Server.Transport;

/// <summary>Blocks of one size on the pinned heap. Blocks beyond <see cref="MaxKept"/> are left to the garbage collector.</summary>
internal sealed class BlockPool : MemoryPool<byte>
{
    private const int BlockSize = 64 * 1024;
    private const int MaxKept = 256;

    private readonly ConcurrentQueue<Block> _kept = new();
    private int _count;
    private bool _disposed;

    /// <inheritdoc/>
    public override int MaxBufferSize => BlockSize;

    /// <inheritdoc/>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockSize);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_kept.TryDequeue(out var block)) return new Block(this);
        Interlocked.Decrement(ref _count);
        return block;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        _kept.Clear();
    }

    private void Return(Block block)
    {
        if (_disposed || Interlocked.Increment(ref _count) > MaxKept)
        {
            Interlocked.Decrement(ref _count);
            return;
        }
        _kept.Enqueue(block);
    }

    private sealed class Block(BlockPool pool) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } = GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true);

        public void Dispose() => pool.Return(this);
    }
}
