using Microsoft.Extensions.Primitives;
using Plimsoll.Server.Registry;

namespace Plimsoll.Tests.Server.Registry;

public sealed class PreconditionsTests
{
    private const string Etag = "\"sha256:abc\"";

    [Theory]
    [InlineData("\"sha256:abc\"", true)]
    [InlineData("W/\"sha256:abc\"", true)]
    [InlineData("*", true)]
    [InlineData("\"x\", \"sha256:abc\"", true)]
    [InlineData("\"x\",W/\"sha256:abc\" ,\"y\"", true)]
    [InlineData("sha256:abc", false)]
    [InlineData("\"sha256:ab\"", false)]
    [InlineData("w/\"sha256:abc\"", false)]
    [InlineData("", false)]
    [InlineData(",,", false)]
    public void Compares_entity_tags_weakly(string header, bool matches) => Preconditions.Matches(header, Etag).ShouldBe(matches);

    [Fact]
    public void Reads_all_lines_of_the_header() => Preconditions.Matches(new StringValues(["\"x\"", Etag]), Etag).ShouldBeTrue();

    [Theory]
    [InlineData(null, true)]
    [InlineData("\"sha256:abc\"", true)]
    [InlineData("W/\"sha256:abc\"", false)]
    [InlineData("\"x\"", false)]
    [InlineData("Wed, 21 Oct 2015 07:28:00 GMT", false)]
    public void A_range_counts_only_for_the_very_content(string? ifRange, bool counts) =>
        Preconditions.AllowsRange(ifRange is null ? StringValues.Empty : ifRange, Etag).ShouldBe(counts);
}
