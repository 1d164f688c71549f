using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;

namespace Plimsoll.Tests.Inspection.Content;

public sealed class ContentSpoolTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(ContentSpool.MaxInMemory)]
    [InlineData(ContentSpool.MaxInMemory + 1)]
    [InlineData(20_000_000)]
    public void Gives_back_what_it_took(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        using var spool = new ContentSpool();
        spool.Begin(5);
        spool.Add("other"u8);
        spool.Begin(size);
        foreach (var chunk in bytes.Chunk(100_000)) spool.Add(chunk);

        var content = spool.Content(new FileHeader("x", FileType.File, 0, size));

        content.Length.ShouldBe(size);
        content.IsInMemory.ShouldBe(size <= ContentSpool.MaxInMemory);
        content.Start.Length.ShouldBeGreaterThanOrEqualTo(Math.Min(size, 64 << 10));
        content.Start.SequenceEqual(bytes.AsSpan(0, content.Start.Length)).ShouldBeTrue();
        using var stream = content.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        copy.ToArray().AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        var end = new byte[100];
        content.ReadAt(size - 50, end).ShouldBe(size < 50 ? 0 : 50);
        end.AsSpan(0, size < 50 ? 0 : 50).SequenceEqual(bytes.AsSpan(Math.Max(0, size - 50))).ShouldBeTrue();
        (content.ReadAll(1 << 20) is null).ShouldBe(size > 1 << 20);
    }
}
