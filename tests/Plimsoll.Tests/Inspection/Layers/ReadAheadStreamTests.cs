using Plimsoll.Inspection.Layers;

namespace Plimsoll.Tests.Inspection.Layers;

public sealed class ReadAheadStreamTests
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 3_000_000).Select(i => (byte)(i * 7))];

    [Fact]
    public void Gives_the_bytes_of_its_source()
    {
        using var ahead = new ReadAheadStream(new MemoryStream(Bytes));
        using var read = new MemoryStream();

        ahead.CopyTo(read, 1000);

        read.ToArray().ShouldBe(Bytes);
        ahead.Read(new byte[10]).ShouldBe(0);
    }

    [Fact]
    public void Throws_what_its_source_throws_after_all_that_came_before()
    {
        using var ahead = new ReadAheadStream(new FailingStream(Bytes));
        using var read = new MemoryStream();

        Should.Throw<InvalidDataException>(() => ahead.CopyTo(read)).Message.ShouldBe("cut");

        read.ToArray().ShouldBe(Bytes);
    }

    [Fact]
    public void Ends_when_nobody_reads_on()
    {
        var ahead = new ReadAheadStream(new MemoryStream(Bytes));
        ahead.Read(new byte[10]).ShouldBe(10);

        Should.CompleteIn(ahead.Dispose, TimeSpan.FromSeconds(30));
    }

    private sealed class FailingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer) is var read and > 0 ? read : throw new InvalidDataException("cut");
    }
}
