namespace Plimsoll.Storage.Blobs.S3;

/// <summary>
/// Reads one object. Who reads on where the last read ended is served from the response that is open; elsewhere a part is asked for, small at first and larger while it
/// goes on.
/// </summary>
internal sealed class S3BlobReader : IBlobReader
{
    private readonly S3Bucket _bucket;
    private readonly string _name;
    private S3Download? _open;

    private S3BlobReader(S3Bucket bucket, string name, S3Download open) => (_bucket, _name, _open, Length) = (bucket, name, open, open.ObjectLength);

    /// <inheritdoc/>
    public long Length { get; }

    /// <summary>Opens an object and begins to read the part, or all of it; null when it does not exist.</summary>
    public static async ValueTask<IBlobReader?> OpenAsync(S3Bucket bucket, string name, (long Offset, long Length)? part, CancellationToken cancellationToken) =>
        await S3Download.OpenAsync(bucket, name, part?.Offset ?? 0, part?.Length, cancellationToken) is { } download ? new S3BlobReader(bucket, name, download) : null;

    /// <inheritdoc/>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        if (offset >= Length || buffer.Length == 0) return 0;
        // Whoever comes while it is taken opens one of his own.
        var download = Interlocked.Exchange(ref _open, null);
        try
        {
            if (download?.Position != offset)
            {
                download?.Dispose();
                download = new S3Download(_bucket, _name, offset, Length);
            }
            return await download.ReadAsync(buffer, cancellationToken);
        }
        catch
        {
            download?.Dispose();
            download = null;
            throw;
        }
        finally
        {
            if (download is not null) Interlocked.Exchange(ref _open, download)?.Dispose();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Interlocked.Exchange(ref _open, null)?.Dispose();
        return ValueTask.CompletedTask;
    }
}
