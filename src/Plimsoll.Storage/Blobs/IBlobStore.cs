namespace Plimsoll.Storage.Blobs;

/// <summary>
/// Keeps bytes under keys; it knows neither digests nor repositories. The life of a write: <see cref="CreateAsync"/> opens a key that the
/// database already names as an intent, bytes are appended, <see cref="IBlobWriter.FlushAsync"/> makes them durable so that any process can go on, and
/// <see cref="IBlobWriter.CompleteAsync"/> makes them readable under the key. What makes the bytes a blob is the database row that is written afterwards; a key
/// without a row is garbage that the intent row leads to. Every member may throw <see cref="StorageUnavailableException"/>.
/// </summary>
public interface IBlobStore
{
    /// <summary>Chunks of an upload smaller than this are stored more than once, bytes; 0 where the size does not matter.</summary>
    int MinChunkSize { get; }

    /// <summary>
    /// True when going on with an upload would write to its key, and nothing but another key can keep a late write of an earlier writer apart: so it is where several
    /// processes write to one store.
    /// </summary>
    /// <param name="key">The key of the upload.</param>
    /// <param name="state">What its last writer left (<see cref="IBlobWriter.State"/>).</param>
    /// <param name="appends">False when it shall only be completed.</param>
    bool NeedsFreshKey(StorageKey key, ReadOnlyMemory<byte> state, bool appends);

    /// <summary>Begins to write a new key.</summary>
    /// <param name="key">A key that was never used.</param>
    /// <param name="expectedSize">Bytes to come, where known; room for them is reserved.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The key is being written, it exists (where the store can tell), or there is no room.</exception>
    ValueTask<IBlobWriter> CreateAsync(StorageKey key, long? expectedSize, CancellationToken cancellationToken);

    /// <summary>Goes on writing a key at an offset; whatever lies behind it is cut off, because it was never acknowledged.</summary>
    /// <param name="key">The key, or a fresh one where <see cref="NeedsFreshKey"/> asked for it.</param>
    /// <param name="offset">Bytes that count.</param>
    /// <param name="state">What the last writer left at that offset (<see cref="IBlobWriter.State"/>).</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FileNotFoundException">The bytes to go on from do not exist.</exception>
    /// <exception cref="IOException">There are fewer bytes than the offset says, or the key is being written.</exception>
    ValueTask<IBlobWriter> AppendAsync(StorageKey key, long offset, ReadOnlyMemory<byte> state, CancellationToken cancellationToken);

    /// <summary>Opens a key for reading; null when it does not exist. An open reader goes on reading what it began when the key is deleted.</summary>
    ValueTask<IBlobReader?> OpenAsync(StorageKey key, CancellationToken cancellationToken);

    /// <summary>Opens a key of which one part is wanted, so that a store far away need not send the rest.</summary>
    /// <param name="key">The key.</param>
    /// <param name="offset">First byte that will be read.</param>
    /// <param name="length">How many will be read, at least 1; other parts can be read too.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IBlobReader?> OpenAsync(StorageKey key, long offset, long length, CancellationToken cancellationToken);

    /// <summary>An address with which anybody can read the key for a while; null where the store does not give any.</summary>
    Uri? Locate(StorageKey key);

    /// <summary>Deletes a key that was completed. Deleting one that does not exist is no error.</summary>
    ValueTask DeleteAsync(StorageKey key, CancellationToken cancellationToken) => DeleteAsync([key], cancellationToken);

    /// <summary>Deletes keys that were completed, in as few calls as the store allows; after an error some may be left, and the call can be repeated.</summary>
    ValueTask DeleteAsync(IReadOnlyCollection<StorageKey> keys, CancellationToken cancellationToken);

    /// <summary>Deletes everything that writers left under a key which never became a blob: bytes, parts and whatever lies beside the key.</summary>
    ValueTask AbandonAsync(StorageKey key, CancellationToken cancellationToken) => AbandonAsync([key], cancellationToken);

    /// <summary>The same for several keys, in as few calls as the store allows; after an error some may be left, and the call can be repeated.</summary>
    ValueTask AbandonAsync(IReadOnlyCollection<StorageKey> keys, CancellationToken cancellationToken);

    /// <summary>All keys with their sizes in bytes, in no order: for checks, never for serving.</summary>
    IAsyncEnumerable<(StorageKey Key, long Size)> ListAsync(CancellationToken cancellationToken);
}

/// <summary>Appends to one key. Disposing without completing leaves the bytes to the next writer, or to the sweeper of expired intents.</summary>
public interface IBlobWriter : IAsyncDisposable
{
    /// <summary>Bytes written so far, those of earlier writers included.</summary>
    long Position { get; }

    /// <summary>Appends bytes.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>
    /// What another writer needs to go on at the <see cref="Position"/> of the last flush, kept in the row of the upload; opaque, some kilobytes at most. Empty where the key is enough.
    /// </summary>
    ReadOnlyMemory<byte> State { get; }

    /// <summary>Makes everything written so far survive a power cut, so that this or another process can go on from there.</summary>
    ValueTask FlushAsync(CancellationToken cancellationToken);

    /// <summary>Ends the writing: everything survives a power cut and can be read under the key. Repeating it from the same <see cref="State"/> is no error.</summary>
    /// <exception cref="FileNotFoundException">The bytes of earlier writers are gone.</exception>
    ValueTask CompleteAsync(CancellationToken cancellationToken);
}

/// <summary>Reads one key at any offset; safe for concurrent reads.</summary>
public interface IBlobReader : IAsyncDisposable
{
    /// <summary>Size in bytes.</summary>
    long Length { get; }

    /// <summary>Reads at an offset; 0 at the end.</summary>
    ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken);
}
