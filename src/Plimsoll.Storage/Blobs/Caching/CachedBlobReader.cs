using Microsoft.Win32.SafeHandles;

namespace Plimsoll.Storage.Blobs.Caching;

/// <summary>Reads a copy. Where the disk fails, the copy is given up and the store gives the rest.</summary>
internal sealed class CachedBlobReader(BlobCache cache, IBlobStore store, StorageKey key, long size, SafeFileHandle file) : IBlobReader
{
    private IBlobReader? _rest;

    public long Length => size;

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        if (offset >= size || buffer.Length == 0) return 0;
        if (Volatile.Read(ref _rest) is not { } rest)
        {
            var read = ReadCopy(buffer.Span, offset);
            if (read > 0) return read;
            cache.Drop([key]);
            rest = await OpenRestAsync(offset, cancellationToken);
        }
        return await rest.ReadAsync(buffer, offset, cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        file.Dispose();
        return _rest?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    private async ValueTask<IBlobReader> OpenRestAsync(long offset, CancellationToken cancellationToken)
    {
        var opened = await store.OpenAsync(key, offset, size - offset, cancellationToken) ?? throw new FileNotFoundException($"{key} was deleted while it was read.");
        if (Interlocked.CompareExchange(ref _rest, opened, null) is not { } earlier) return opened;
        await opened.DisposeAsync();
        return earlier;
    }

    /// <summary>Bytes read; 0 when it cannot be read.</summary>
    private int ReadCopy(Span<byte> buffer, long offset)
    {
        try
        {
            var read = RandomAccess.Read(file, buffer, offset);
            cache.Served(read);
            return read;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
