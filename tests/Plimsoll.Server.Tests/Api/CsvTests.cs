using Plimsoll.Server.Api.Listing;

namespace Plimsoll.Server.Tests.Api;

public sealed class CsvTests
{
    private sealed record Line(string? Name, long Count, IReadOnlyList<string> Tags);

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData(null, "")]
    [InlineData("=HYPERLINK(1)", "'=HYPERLINK(1)")]
    [InlineData("@SUM(1)", "'@SUM(1)")]
    [InlineData("+1", "'+1")]
    public void Quotes_what_must_be_and_disarms_formulas(string? name, string cell) =>
        Csv.Write([new Line(name, -5, ["a", "b"])]).ShouldBe($"name,count,tags\r\n{cell},-5,a b\r\n");
}
