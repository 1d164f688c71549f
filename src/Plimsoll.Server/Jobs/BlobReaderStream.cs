using Plimsoll.Core.Streams;
using Plimsoll.Storage.Blobs;

namespace Plimsoll.Server.Jobs;

/// <summary>Reads stored bytes from the start to the end.</summary>
internal sealed class BlobReaderStream(IBlobReader reader) : AwaitedStream
{
    private long _position;

    public override long Length => reader.Length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await reader.ReadAsync(buffer, _position, cancellationToken);
        _position += read;
        return read;
    }

    public override async ValueTask DisposeAsync()
    {
        await reader.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        base.Dispose(disposing);
    }
}
