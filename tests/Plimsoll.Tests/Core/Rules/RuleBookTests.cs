using Plimsoll.Core;
using Plimsoll.Core.Rules;

namespace Plimsoll.Tests.Core.Rules;

public sealed class RuleBookTests
{
    private static readonly RepositoryName Api = RepositoryName.Parse("shop/api");

    [Fact]
    public void The_first_rule_that_speaks_of_a_tag_decides_whether_it_is_immutable()
    {
        var book = new RuleBook([
            Hold(1, "**", ["v*"]),
            Hold(2, "shop/**", ["release-*"], ["v0.*"]),
            Hold(3, "shop/api", [], ["release-test"]),
        ]);
        Holder("v1.0").ShouldBe(1);
        Holder("v0.9").ShouldBeNull();
        Holder("release-1").ShouldBe(2);
        Holder("release-test").ShouldBeNull();
        Holder("latest").ShouldBeNull();
        book.HolderOf(RepositoryName.Parse("other"), Tag.Parse("v0.9"))!.Id.ShouldBe(1);

        long? Holder(string tag) => book.HolderOf(Api, Tag.Parse(tag))?.Id;
    }

    [Fact]
    public void A_locked_rule_is_not_lifted_by_a_narrower_one()
    {
        var book = new RuleBook([Hold(1, "**", ["v*"]) with { IsLocked = true }, Hold(2, "shop/api", [], ["*"])]);
        book.HolderOf(Api, Tag.Parse("v1"))!.Id.ShouldBe(1);
        book.HolderOf(Api, Tag.Parse("x")).ShouldBeNull();
    }

    [Fact]
    public void Retention_is_decided_by_the_rules_of_one_path()
    {
        var book = new RuleBook([Keep(1, "**"), Keep(2, "shop/**"), Keep(3, "shop/**"), Keep(4, "shop/web")]);
        Deciding("shop/api").ShouldBe([2, 3]);
        Deciding("shop/web").ShouldBe([4]);
        Deciding("other").ShouldBe([1]);
        new RuleBook([Keep(4, "shop/web")]).RetentionOf(Api).ShouldBeEmpty();
        new RuleBook([Keep(1, "**") with { IsLocked = true }, Keep(2, "shop/**"), Keep(3, "**")]).RetentionOf(Api).Select(r => r.Id).ShouldBe([1]);

        IEnumerable<long> Deciding(string repository) => book.RetentionOf(RepositoryName.Parse(repository)).Select(r => r.Id);
    }

    [Theory]
    [InlineData("v*", "v1", true)]
    [InlineData("v*", "V1", false)]
    [InlineData("*-alpine", "1.0-alpine", true)]
    [InlineData("*-alpine", "1.0-alpine3", false)]
    [InlineData("1.*.3", "1.2.3", true)]
    [InlineData("*", "anything", true)]
    public void Tag_patterns_match_the_whole_tag(string pattern, string tag, bool expected) => TagPattern.Parse(pattern).Matches(Tag.Parse(tag)).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a?")]
    [InlineData("v[0-9]")]
    [InlineData("ä")]
    public void Is_no_tag_pattern(string text) => TagPattern.TryParse(text, out _).ShouldBeFalse();

    public static TheoryData<RuleTerms, string> WrongTerms => new()
    {
        { new RetentionTerms(), "keepLast" },
        { new RetentionTerms { KeepLast = 0 }, "from 1" },
        { new RetentionTerms { PulledWithinDays = 40_000 }, "36500" },
        { new RetentionTerms { KeepLast = 1, Tags = [] }, "'*'" },
        { new RetentionTerms { KeepLast = 1, Tags = ["a b"] }, "'a b' is none" },
        { new ImmutabilityTerms(), "names tags" },
        { new ImmutabilityTerms { Except = ["/"] }, "'/' is none" },
        { new QuotaTerms(), "maxBytes" },
        { new QuotaTerms { MaxBytes = -1 }, "negative" },
    };

    [Theory]
    [MemberData(nameof(WrongTerms))]
    public void Says_what_is_wrong_with_a_rule(RuleTerms terms, string expected) => RuleGrammar.WhyInvalid(terms).ShouldNotBeNull().ShouldContain(expected);

    private static Rule Hold(long id, string path, string[] tags, params string[] except) => new(id, PathPattern.Parse(path), false, new ImmutabilityTerms { Tags = tags, Except = except });

    private static Rule Keep(long id, string path) => new(id, PathPattern.Parse(path), false, new RetentionTerms { KeepLast = 1 });
}
