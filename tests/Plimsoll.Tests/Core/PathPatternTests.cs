using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Plimsoll.Core;

namespace Plimsoll.Tests.Core;

public sealed class PathPatternTests
{
    [Theory]
    [InlineData("**", "shop", true)]
    [InlineData("**", "shop/api", true)]
    [InlineData("**", "a/b/c/d", true)]
    [InlineData("shop/**", "shop/api", true)]
    [InlineData("shop/**", "shop/a/b", true)]
    [InlineData("shop/**", "shop", false)]
    [InlineData("shop/**", "shop2/api", false)]
    [InlineData("shop/**", "workshop/api", false)]
    [InlineData("shop/**", "a/shop/api", false)]
    [InlineData("shop/*", "shop/api", true)]
    [InlineData("shop/*", "shop/a/b", false)]
    [InlineData("shop/*", "shop", false)]
    [InlineData("shop", "shop", true)]
    [InlineData("shop", "shop/api", false)]
    [InlineData("shop/api", "shop/api", true)]
    [InlineData("shop/api", "shop/api2", false)]
    [InlineData("*", "shop", true)]
    [InlineData("*", "shop/api", false)]
    [InlineData("*/api", "shop/api", true)]
    [InlineData("*/api", "shop/web", false)]
    [InlineData("*/api", "api", false)]
    [InlineData("*/**", "shop", false)]
    [InlineData("*/**", "shop/api", true)]
    [InlineData("shop/api-*", "shop/api-v1", true)]
    [InlineData("shop/api-*", "shop/api", false)]
    [InlineData("shop/*-dev", "shop/api-dev", true)]
    [InlineData("shop/*-dev", "shop/api-dev2", false)]
    [InlineData("shop/a*b*c", "shop/abxc", true)]
    [InlineData("shop/a*b*c", "shop/acb", false)]
    [InlineData("team-*/**", "team-red/a/b", true)]
    [InlineData("team-*/**", "team/a/b", false)]
    public void Matches(string pattern, string name, bool expected) => PathPattern.Parse(pattern).Matches(RepositoryName.Parse(name)).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("shop/")]
    [InlineData("/shop")]
    [InlineData("shop//api")]
    [InlineData("Shop/**")]
    [InlineData("shop/a**")]
    [InlineData("shop/***")]
    [InlineData("**/api")]
    [InlineData("shop/**/api")]
    [InlineData("shop/?")]
    [InlineData("shop/[ab]")]
    [InlineData("shop api")]
    [InlineData("shop\n")]
    [InlineData("!shop/**")]
    [InlineData("host:5000/shop")]
    public void Is_no_pattern(string text) => PathPattern.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("**", "**", true)]
    [InlineData("**", "shop/**", true)]
    [InlineData("**", "shop", true)]
    [InlineData("**", "*", true)]
    [InlineData("shop/**", "**", false)]
    [InlineData("shop/**", "shop/**", true)]
    [InlineData("shop/**", "shop/api/**", true)]
    [InlineData("shop/**", "shop/*", true)]
    [InlineData("shop/**", "shop/api", true)]
    [InlineData("shop/**", "shop", false)]
    [InlineData("shop/**", "*/api", false)]
    [InlineData("shop/*", "shop/**", false)]
    [InlineData("shop/*", "shop/a*", true)]
    [InlineData("shop/a*", "shop/*", false)]
    [InlineData("shop/a*", "shop/*a", false)]
    [InlineData("shop/*a*", "shop/ba*", true)]
    [InlineData("*/**", "shop/**", true)]
    [InlineData("*/**", "**", false)]
    [InlineData("*/*/**", "shop/**", false)]
    [InlineData("shop/api", "shop/api", true)]
    [InlineData("shop/api", "shop/*", false)]
    public void Covers(string pattern, string other, bool expected) => PathPattern.Parse(pattern).Covers(PathPattern.Parse(other)).ShouldBe(expected);

    [Fact]
    public void What_a_covered_pattern_matches_is_matched_by_the_one_that_covers_it()
    {
        var part = Gen.Elements("a", "b", "ab", "a*", "*b", "*", "a*b");
        var pattern = from parts in Gen.ListOf(part, 2) from tail in Gen.Elements("", "/**") from head in Gen.Elements("a", "*", "ab") select PathPattern.Parse(string.Join('/', parts.Prepend(head)) + tail);
        var name = from parts in Gen.NonEmptyListOf(Gen.Elements("a", "b", "ab", "aab", "abb", "ba")) select RepositoryName.Parse(string.Join('/', parts.Take(5)));

        Prop.ForAll(Arb.From(pattern), Arb.From(pattern), Arb.From(name), (a, b, n) => !a.Covers(b) || !b.Matches(n) || a.Matches(n)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Takes_no_time_over_a_pattern_that_is_made_to()
    {
        var pattern = PathPattern.Parse(string.Concat(Enumerable.Repeat("a*", 90)) + "b");
        var name = RepositoryName.Parse(new string('a', 200));
        var watch = Stopwatch.StartNew();

        for (var i = 0; i < 1000; i++) pattern.Matches(name).ShouldBeFalse();

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }
}
