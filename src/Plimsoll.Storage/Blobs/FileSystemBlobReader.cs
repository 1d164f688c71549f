using Microsoft.Win32.SafeHandles;

namespace Plimsoll.Storage.Blobs;

/// <summary>Reads one file.</summary>
public sealed class FileSystemBlobReader : IBlobReader
{
    internal FileSystemBlobReader(SafeFileHandle handle)
    {
        Handle = handle;
        Length = RandomAccess.GetLength(handle);
    }

    /// <inheritdoc/>
    public long Length { get; }

    /// <summary>The open file, for a caller with a faster way to send it. The reader owns it.</summary>
    public SafeFileHandle Handle { get; }

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // Mostly from the page cache; the asynchronous form would only do the same on another thread.
        return ValueTask.FromResult(RandomAccess.Read(Handle, buffer.Span, offset));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Handle.Dispose();
        return ValueTask.CompletedTask;
    }
}
