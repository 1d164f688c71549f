using Plimsoll.Core.Streams;

namespace Plimsoll.Client.Content;

/// <summary>The next bytes of a stream and no more; the stream itself stays open.</summary>
internal sealed class StreamSection(Stream source, long length) : AwaitedStream
{
    private long _left = length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left == 0 || buffer.IsEmpty) return 0;
        var read = await source.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _left)], cancellationToken);
        _left -= read;
        return read;
    }
}
