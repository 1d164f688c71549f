using FsCheck;
using FsCheck.Fluent;
using Plimsoll.Core;
using Plimsoll.Core.Rules;

namespace Plimsoll.Tests.Core.Rules;

public sealed class RuleOrderTests
{
    [Fact]
    public void Puts_the_more_specific_path_first()
    {
        string[] paths = ["shop/api", "**", "*/**", "shop/**", "shop/api-v1", "*", "*/*", "shop/*", "*/api", "shop/*/**", "*/*/*", "shop/api-*"];
        paths.Select(PathPattern.Parse).OrderBy(p => p, Comparer<PathPattern>.Create(RuleOrder.Compare)).Select(p => p.Value).ShouldBe(
            ["shop/api-v1", "shop/api-*", "shop/api", "shop/*", "shop/*/**", "shop/**", "*/api", "*/*/*", "*/*", "*", "*/**", "**"]);
    }

    [Fact]
    public void Never_puts_a_pattern_before_one_that_it_covers()
    {
        var pattern = Patterns();
        Prop.ForAll(Arb.From(pattern), Arb.From(pattern), (a, b) => !a.Covers(b) || a.Value == b.Value || b.Covers(a) || RuleOrder.Compare(a, b) > 0).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Is_an_order()
    {
        var pattern = Patterns();
        Prop.ForAll(Arb.From(pattern), Arb.From(pattern), Arb.From(pattern), (a, b, c) =>
            Math.Sign(RuleOrder.Compare(a, b)) == -Math.Sign(RuleOrder.Compare(b, a))
            && (RuleOrder.Compare(a, b) != 0 || a.Value == b.Value)
            && (RuleOrder.Compare(a, b) > 0 || RuleOrder.Compare(b, c) > 0 || RuleOrder.Compare(a, c) <= 0)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Puts_locked_rules_first()
    {
        var terms = new QuotaTerms { MaxTags = 1 };
        var rules = new[] { new Rule(1, PathPattern.Parse("shop/api"), false, terms), new Rule(2, PathPattern.Parse("**"), true, terms), new Rule(3, PathPattern.Parse("shop/**"), true, terms) };
        rules.Order(RuleOrder.Instance).Select(r => r.Id).ShouldBe([3, 2, 1]);
    }

    private static Gen<PathPattern> Patterns()
    {
        var part = Gen.Elements("a", "b", "ab", "a*", "*b", "*", "a*b", "*a*");
        return from parts in Gen.ListOf(part, 2) from tail in Gen.Elements("", "/**") from head in Gen.Elements("a", "*", "ab") select PathPattern.Parse(string.Join('/', parts.Prepend(head)) + tail);
    }
}
