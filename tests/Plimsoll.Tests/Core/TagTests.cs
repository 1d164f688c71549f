using Plimsoll.Core;

namespace Plimsoll.Tests.Core;

public sealed class TagTests
{
    [Theory]
    [InlineData("latest")]
    [InlineData("_")]
    [InlineData("3.2")]
    [InlineData("V1.0-rc.1_x")]
    [InlineData("list")]
    public void Accepts_what_the_grammar_allows(string text) => Tag.Parse(text).Value.ShouldBe(text);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".hidden")]
    [InlineData("-x")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a:b")]
    [InlineData("a+b")]
    [InlineData("a@b")]
    [InlineData("ä")]
    [InlineData("a\n")]
    [InlineData("a\0")]
    public void Refuses_what_it_does_not(string? text) => Tag.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Has_at_most_128_characters()
    {
        Tag.TryParse(new string('t', 128), out _).ShouldBeTrue();
        Tag.TryParse(new string('t', 129), out _).ShouldBeFalse();
    }

    // The table of the distribution-spec, "Referrers Tag Schema".
    [Theory]
    [InlineData("sha256", 64)]
    [InlineData("sha512", 128)]
    public void Names_the_fallback_tag_of_a_subject(string algorithm, int length)
    {
        var tag = Tag.ReferrersFallbackOf(Digest.Parse(algorithm + ":" + new string('a', length)));

        tag.Value.ShouldBe(algorithm + "-" + new string('a', 64));
        tag.TryGetFallbackSubject(out var read, out var prefix).ShouldBeTrue();
        read.ToString().ShouldBe(algorithm, StringCompareShould.IgnoreCase);
        prefix.ShouldBe(new string('a', 64));
    }

    [Theory]
    [InlineData("latest")]
    [InlineData("sha256-aaaa")]
    [InlineData("sha384-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("sha256-Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("sha256_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("sha256-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.sig")]
    public void Other_tags_name_no_subject(string text) => Tag.Parse(text).TryGetFallbackSubject(out _, out _).ShouldBeFalse();

    [Fact]
    public void Sorts_as_ASCII() => new[] { "b", "a", "B", "_", "1", "a.b", "a-b" }.Select(Tag.Parse).Order().Select(t => t.Value).ShouldBe(["1", "B", "_", "a", "a-b", "a.b", "b"]);
}
