using Microsoft.Win32.SafeHandles;

namespace Plimsoll.Storage.Blobs;

/// <summary>Appends to one file.</summary>
internal sealed class FileSystemBlobWriter(SafeFileHandle handle, long position, long reserved, DiskSync sync, Task nameDurable, Action closed) : IBlobWriter
{
    private bool _hasReserve = reserved > 0;

    public long Position { get; private set; } = position;

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        // Into the page cache: not worth a change of threads, which is all that the asynchronous form would add.
        RandomAccess.Write(handle, bytes.Span, Position);
        Position += bytes.Length;
        return ValueTask.CompletedTask;
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        ReturnReserve();
        await sync.FlushAsync(handle);
        await nameDurable;
    }

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
            handle.Dispose();
            closed();
        }
    }

    /// <summary>Gives back room that was reserved for bytes that did not come.</summary>
    private void ReturnReserve()
    {
        if (!_hasReserve) return;
        RandomAccess.SetLength(handle, Position);
        _hasReserve = false;
    }
}
