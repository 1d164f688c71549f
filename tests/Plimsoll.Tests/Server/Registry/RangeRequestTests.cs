using Plimsoll.Server.Registry;

namespace Plimsoll.Tests.Server.Registry;

public sealed class RangeRequestTests
{
    [Theory]
    [InlineData("bytes=0-0", 0, 1)]
    [InlineData("bytes=500-1499", 500, 1000)]
    [InlineData("bytes=500-", 500, 1548)]
    [InlineData("bytes=-500", 1548, 500)]
    [InlineData("bytes=2000-5000", 2000, 48)]
    [InlineData("bytes=-9999", 0, 2048)]
    [InlineData("bytes=0-99999999999999999999999", 0, 2048)]
    [InlineData("BYTES=1-2", 1, 2)]
    [InlineData("bytes= 1-2 ", 1, 2)]
    [InlineData("bytes=1-2,", 1, 2)]
    [InlineData("bytes=0-9,5-20", 0, 21)]
    [InlineData("bytes=10-19,0-9", 0, 20)]
    [InlineData("bytes=1-2,5000-6000", 1, 2)]
    public void Finds_one_part(string header, long start, long length) =>
        RangeRequest.Parse(header, 2048).ShouldBeOfType<RangeRequest.Parts>().Ranges.ShouldBe([new ByteRange(start, length)]);

    [Fact]
    public void Keeps_parts_that_are_apart()
    {
        var parts = RangeRequest.Parse("bytes=1000-1009,0-9,-8", 2048).ShouldBeOfType<RangeRequest.Parts>();

        parts.Ranges.ShouldBe([new ByteRange(0, 10), new ByteRange(1000, 10), new ByteRange(2040, 8)]);
        parts.Ranges[1].End.ShouldBe(1009);
    }

    [Theory]
    [InlineData("bytes=5000-10000")]
    [InlineData("bytes=2048-")]
    [InlineData("bytes=500-0")]
    [InlineData("bytes=-0")]
    [InlineData("bytes=99999999999999999999-")]
    [InlineData("bytes=9223372036854775807-9223372036854775807")]
    public void Says_when_nothing_of_it_exists(string header) => RangeRequest.Parse(header, 2048).ShouldBeOfType<RangeRequest.Unsatisfiable>();

    [Theory]
    [InlineData("bytes=0-")]
    [InlineData("bytes=-1")]
    [InlineData("bytes=0-0")]
    public void An_empty_blob_has_no_part(string header) => RangeRequest.Parse(header, 0).ShouldBeOfType<RangeRequest.Unsatisfiable>();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("bytes")]
    [InlineData("bytes=")]
    [InlineData("bytes=,")]
    [InlineData("bytes=-")]
    [InlineData("bytes=a-b")]
    [InlineData("bytes=1")]
    [InlineData("bytes=+1-2")]
    [InlineData("bytes=1--2")]
    [InlineData("bytes=--1")]
    [InlineData("bytes=1-2;3-4")]
    [InlineData("bytes=0x1-0x2")]
    [InlineData("bytes=1 - 2")]
    [InlineData("bytes=１-２")]
    [InlineData("items=0-1")]
    [InlineData("bytes=0-1,x")]
    public void Ignores_what_it_does_not_understand(string? header) => RangeRequest.Parse(header, 2048).ShouldBeOfType<RangeRequest.Whole>();

    [Fact]
    public void Many_parts_are_answered_with_the_whole() =>
        RangeRequest.Parse("bytes=" + string.Join(',', Enumerable.Range(0, 17).Select(i => $"{i * 10}-{(i * 10) + 1}")), 2048).ShouldBeOfType<RangeRequest.Whole>();
}
