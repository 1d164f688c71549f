using Plimsoll.Core.Streams;

namespace Plimsoll.Tests.Core.Streams;

public sealed class AwaitedStreamTests
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7))];

    [Fact]
    public async Task Gives_the_same_bytes_whichever_way_they_are_read()
    {
        using var copied = new MemoryStream();
        await using (var stream = new Halting(Bytes)) await stream.CopyToAsync(copied, TestContext.Current.CancellationToken);
        copied.ToArray().ShouldBe(Bytes);

        var blocked = new byte[Bytes.Length];
        using (var stream = new Halting(Bytes)) stream.ReadExactly(blocked);
        blocked.ShouldBe(Bytes);

        using var array = new Halting(Bytes);
        var offset = new byte[12];
        array.Read(offset, 2, 10).ShouldBe(10);
        offset.ShouldBe([0, 0, .. Bytes[..10]]);
    }

    [Fact]
    public void Goes_only_forward_and_takes_nothing()
    {
        using var stream = new Halting(Bytes);

        (stream.CanRead, stream.CanSeek, stream.CanWrite).ShouldBe((true, false, false));
        Should.Throw<NotSupportedException>(() => stream.Seek(0, SeekOrigin.Begin));
        Should.Throw<NotSupportedException>(() => stream.Position = 0);
        Should.Throw<NotSupportedException>(() => stream.SetLength(0));
        Should.Throw<NotSupportedException>(() => stream.Write([1], 0, 1));
    }

    /// <summary>Bytes that come later than they are asked for, and fewer of them.</summary>
    private sealed class Halting(byte[] bytes) : AwaitedStream
    {
        private int _position;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            var read = Math.Min(Math.Min(buffer.Length, 1000), bytes.Length - _position);
            bytes.AsMemory(_position, read).CopyTo(buffer);
            _position += read;
            return read;
        }
    }
}
