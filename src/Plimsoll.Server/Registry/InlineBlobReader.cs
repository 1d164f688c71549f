using Plimsoll.Storage.Blobs;

namespace Plimsoll.Server.Registry;

/// <summary>Reads a small blob that came with its database row.</summary>
internal sealed class InlineBlobReader(ReadOnlyMemory<byte> content) : IBlobReader
{
    public long Length => content.Length;

    public ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        var count = (int)Math.Min(buffer.Length, content.Length - offset);
        content.Slice((int)offset, count).CopyTo(buffer);
        return ValueTask.FromResult(count);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
