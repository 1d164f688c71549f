namespace Plimsoll.Storage.Blobs.Caching;

/// <summary>Reads from the store, and keeps a copy of what it reads.</summary>
internal sealed class FillingBlobReader(IBlobReader reader, CacheFill fill) : IBlobReader
{
    public long Length => reader.Length;

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        var read = await reader.ReadAsync(buffer, offset, cancellationToken);
        if (read > 0) fill.Append(buffer.Span[..read], offset);
        return read;
    }

    public ValueTask DisposeAsync()
    {
        fill.Dispose();
        return reader.DisposeAsync();
    }
}
