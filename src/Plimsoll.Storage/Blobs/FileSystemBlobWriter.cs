using Microsoft.Win32.SafeHandles;

namespace Plimsoll.Storage.Blobs;

/// <summary>Appends to one file.</summary>
internal sealed class FileSystemBlobWriter(SafeFileHandle handle, string path, long position, long reserved, DiskSync sync, Task nameDurable, Action closed) : IBlobWriter
{
    private bool _hasReserve = reserved > 0;
    private SafeFileHandle? _direct;
    private bool _directTried;

    /// <summary>An empty file counts too: its name must be made durable.</summary>
    private bool _changed = position == 0;

    public long Position { get; private set; } = position;

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (!TryWriteDirect(bytes.Span))
        {
            // Into the page cache: not worth a change of threads, which is all that the asynchronous form would add.
            RandomAccess.Write(handle, bytes.Span, Position);
        }
        Position += bytes.Length;
        _changed = true;
        return ValueTask.CompletedTask;
    }

    public ReadOnlyMemory<byte> State => default;

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        ReturnReserve();
        await sync.FlushAsync(handle);
        await nameDurable;
        _changed = false;
    }

    /// <summary>What was flushed can be read already, and earlier writers flushed what they wrote.</summary>
    public ValueTask CompleteAsync(CancellationToken cancellationToken) => _changed ? FlushAsync(cancellationToken) : ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (handle.IsClosed) return;
        try
        {
            ReturnReserve();
            // The directory is flushed through a handle of the store, but its failure belongs to this writer; who did not ask for durability is not told.
            await nameDurable.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            _direct?.Dispose();
            handle.Dispose();
            closed();
        }
    }

    private bool TryWriteDirect(ReadOnlySpan<byte> bytes)
    {
        if (Math.Max(reserved, Position) < DirectFile.WorthIt || !DirectFile.Fits(bytes, Position)) return false;
        if (!_directTried)
        {
            _direct = DirectFile.TryOpen(path);
            _directTried = true;
        }
        if (_direct is null) return false;
        RandomAccess.Write(_direct, bytes, Position);
        return true;
    }

    /// <summary>Gives back room that was reserved for bytes that did not come.</summary>
    private void ReturnReserve()
    {
        if (!_hasReserve) return;
        if (Position < reserved) RandomAccess.SetLength(handle, Position);
        _hasReserve = false;
    }
}
