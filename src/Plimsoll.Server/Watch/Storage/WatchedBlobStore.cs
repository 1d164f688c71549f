using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Blobs.Caching;

namespace Plimsoll.Server.Watch.Storage;

/// <summary>Counts, times and traces what a blob store does, whichever it is. What is deleted goes from the copies too.</summary>
internal sealed class WatchedBlobStore(IBlobStore store, BlobCache cache, BlobStoreMetrics metrics) : IBlobStore, IAsyncDisposable
{
    private IBlobStore Inner => store;

    /// <summary>The store itself, for work that depends on which one it is and is not to be counted.</summary>
    public static IBlobStore Unwrap(IBlobStore store) => store is WatchedBlobStore watched ? watched.Inner : store;

    public int MinChunkSize => store.MinChunkSize;

    public bool NeedsFreshKey(StorageKey key, ReadOnlyMemory<byte> state, bool appends) => store.NeedsFreshKey(key, state, appends);

    public ValueTask<IBlobWriter> CreateAsync(StorageKey key, long? expectedSize, CancellationToken cancellationToken) =>
        metrics.RunAsync("create", async () => (IBlobWriter)new WatchedBlobWriter(await store.CreateAsync(key, expectedSize, cancellationToken), metrics));

    public ValueTask<IBlobWriter> AppendAsync(StorageKey key, long offset, ReadOnlyMemory<byte> state, CancellationToken cancellationToken) =>
        metrics.RunAsync("append", async () => (IBlobWriter)new WatchedBlobWriter(await store.AppendAsync(key, offset, state, cancellationToken), metrics));

    public ValueTask<IBlobReader?> OpenAsync(StorageKey key, CancellationToken cancellationToken) =>
        metrics.RunAsync("open", async () => await store.OpenAsync(key, cancellationToken) is { } reader ? new WatchedBlobReader(reader, metrics) : (IBlobReader?)null);

    public ValueTask<IBlobReader?> OpenAsync(StorageKey key, long offset, long length, CancellationToken cancellationToken) =>
        metrics.RunAsync("open", async () => await store.OpenAsync(key, offset, length, cancellationToken) is { } reader ? new WatchedBlobReader(reader, metrics) : (IBlobReader?)null);

    public Uri? Locate(StorageKey key) => store.Locate(key);

    public async ValueTask DeleteAsync(IReadOnlyCollection<StorageKey> keys, CancellationToken cancellationToken) => await metrics.RunAsync("delete", async () =>
    {
        cache.Drop(keys);
        await store.DeleteAsync(keys, cancellationToken);
        return true;
    });

    public async ValueTask AbandonAsync(IReadOnlyCollection<StorageKey> keys, CancellationToken cancellationToken) => await metrics.RunAsync("abandon", async () =>
    {
        await store.AbandonAsync(keys, cancellationToken);
        return true;
    });

    public IAsyncEnumerable<(StorageKey Key, long Size)> ListAsync(CancellationToken cancellationToken) => store.ListAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (store is IAsyncDisposable later) await later.DisposeAsync();
        else (store as IDisposable)?.Dispose();
    }

    private sealed class WatchedBlobWriter(IBlobWriter writer, BlobStoreMetrics metrics) : IBlobWriter
    {
        public long Position => writer.Position;

        public ReadOnlyMemory<byte> State => writer.State;

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            try
            {
                await writer.WriteAsync(bytes, cancellationToken);
                metrics.Written(bytes.Length);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                metrics.Failed("write");
                throw;
            }
        }

        public async ValueTask FlushAsync(CancellationToken cancellationToken) => await metrics.RunAsync("flush", async () =>
        {
            await writer.FlushAsync(cancellationToken);
            return true;
        });

        public async ValueTask CompleteAsync(CancellationToken cancellationToken) => await metrics.RunAsync("complete", async () =>
        {
            await writer.CompleteAsync(cancellationToken);
            return true;
        });

        public ValueTask DisposeAsync() => writer.DisposeAsync();
    }

    private sealed class WatchedBlobReader(IBlobReader reader, BlobStoreMetrics metrics) : IBlobReader
    {
        public long Length => reader.Length;

        public async ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
        {
            try
            {
                var read = await reader.ReadAsync(buffer, offset, cancellationToken);
                metrics.Read(read);
                return read;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                metrics.Failed("read");
                throw;
            }
        }

        public ValueTask DisposeAsync() => reader.DisposeAsync();
    }
}
