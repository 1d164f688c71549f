namespace Plimsoll.Storage.Blobs;

/// <summary>
/// Keeps bytes under keys; it knows neither digests nor repositories. The life of a write: <see cref="CreateAsync"/> opens a key that the
/// database already names as an intent, bytes are appended, and <see cref="IBlobWriter.FlushAsync"/> makes all of them durable. What makes
/// the bytes a blob is the database row that is written afterwards; a key without a row is garbage that the intent row leads to.
/// </summary>
public interface IBlobStore
{
    /// <summary>Begins to write a new key.</summary>
    /// <param name="key">A key that was never used.</param>
    /// <param name="expectedSize">Bytes to come, where known; room for them is reserved.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The key exists, or there is no room.</exception>
    ValueTask<IBlobWriter> CreateAsync(StorageKey key, long? expectedSize, CancellationToken cancellationToken);

    /// <summary>Goes on writing a key at an offset; whatever lies behind it is cut off, because it was never acknowledged.</summary>
    /// <exception cref="FileNotFoundException">The key does not exist.</exception>
    /// <exception cref="IOException">The key holds fewer bytes than the offset says.</exception>
    ValueTask<IBlobWriter> AppendAsync(StorageKey key, long offset, CancellationToken cancellationToken);

    /// <summary>Opens a key for reading; null when it does not exist. An open reader goes on reading when the key is deleted.</summary>
    ValueTask<IBlobReader?> OpenAsync(StorageKey key, CancellationToken cancellationToken);

    /// <summary>Deletes a key. Deleting one that does not exist is no error.</summary>
    ValueTask DeleteAsync(StorageKey key, CancellationToken cancellationToken);

    /// <summary>All keys with their sizes in bytes, in no order: for checks, never for serving.</summary>
    IAsyncEnumerable<(StorageKey Key, long Size)> ListAsync(CancellationToken cancellationToken);
}

/// <summary>Appends to one key. Disposing without a flush leaves the bytes for the sweeper of expired intents.</summary>
public interface IBlobWriter : IAsyncDisposable
{
    /// <summary>Bytes written so far, those of earlier writers included.</summary>
    long Position { get; }

    /// <summary>Appends bytes.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Makes everything written so far survive a power cut: the bytes, the length and the name.</summary>
    ValueTask FlushAsync(CancellationToken cancellationToken);
}

/// <summary>Reads one key at any offset; safe for concurrent reads.</summary>
public interface IBlobReader : IAsyncDisposable
{
    /// <summary>Size in bytes.</summary>
    long Length { get; }

    /// <summary>Reads at an offset; 0 at the end.</summary>
    ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken);
}
