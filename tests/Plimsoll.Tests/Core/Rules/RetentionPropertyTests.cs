using FsCheck;
using FsCheck.Fluent;
using Plimsoll.Core;
using Plimsoll.Core.Rules;

namespace Plimsoll.Tests.Core.Rules;

/// <summary>What retention does to any repository under any rules.</summary>
public sealed class RetentionPropertyTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Patterns = ["*", "a*", "b*", "1.*", "*1", "v*"];

    private static Gen<RetentionTag[]> Repositories()
    {
        var name = from head in Gen.Elements("a", "b", "1.0.", "1.1.", "2.0.", "v1.0.", "sha-") from number in Gen.Choose(0, 6) select head + number;
        var tag =
            from text in name
            from pushed in Gen.Choose(-2, 60)
            from pulled in Gen.Choose(-30, 60)
            from fate in Gen.Choose(0, 20)
            select new RetentionTag(Tag.Parse(text), Digest.EmptyJson, fate == 0 ? null : Now.AddDays(-pushed), pulled < 0 ? null : Now.AddDays(-pulled))
            {
                HeldBy = fate == 1 ? "held" : null,
                ImmutableBy = fate == 2 ? "rule 99" : null,
                Accompanies = fate == 3 ? Digest.EmptyBlob : null,
            };
        return Gen.ListOf(tag).Select(tags => tags.DistinctBy(t => t.Tag).ToArray());
    }

    private static Gen<RetentionTerms> Terms()
    {
        var count = Gen.Frequency((2, Gen.Constant(default(int?))), (3, Gen.Choose(1, 5).Select(n => (int?)n)));
        var days = Gen.Frequency((2, Gen.Constant(default(int?))), (2, Gen.Choose(1, 50).Select(n => (int?)n)));
        return
            from last in count
            from versions in count
            from line in Gen.Elements(VersionLine.All, VersionLine.Major, VersionLine.Minor)
            from pulled in days
            from pushed in days
            from groups in Gen.NonEmptyListOf(Gen.Elements(Patterns))
            from except in Gen.ListOf(Gen.Elements("b2", "1.0.3", "*5"))
            select new RetentionTerms
            {
                Tags = [.. groups.Distinct()],
                Except = [.. except],
                KeepLast = last,
                KeepVersions = versions,
                VersionsPer = line,
                PulledWithinDays = pulled,
                PushedWithinDays = pushed,
            };
    }

    private static Gen<Rule[]> Rules() => Gen.ListOf(Terms()).Select(terms => terms.Take(3).Select((t, i) => new Rule(i + 1, PathPattern.Everything, false, t)).ToArray());

    private static HashSet<Tag> Removed(IReadOnlyList<Rule> rules, IReadOnlyList<RetentionTag> tags, int pullsKnownDays = 365) =>
        [.. RetentionEngine.Decide(rules, tags, new RetentionTimes(Now, Now.AddDays(-pullsKnownDays))).Where(v => !v.IsKept).Select(v => v.Subject.Tag)];

    private static void Check<T>(Gen<T> given, Func<T, bool> holds) => Prop.ForAll(Arb.From(given), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void A_count_alone_keeps_exactly_that_many() => Check(
        from tags in Repositories() from n in Gen.Choose(1, 6) select (tags, n), given =>
        {
            var plain = given.tags.Where(t => t is { HeldBy: null, ImmutableBy: null, Accompanies: null, PushedAt: not null }).ToList();
            var removed = Removed([new Rule(1, PathPattern.Everything, false, new RetentionTerms { KeepLast = given.n })], plain);
            var newest = plain.OrderByDescending(t => t.PushedAt).ThenByDescending(t => t.Tag.Value, StringComparer.Ordinal).Take(given.n).Select(t => t.Tag);
            return removed.SetEquals(plain.Select(t => t.Tag).Except(newest)) && removed.Count == Math.Max(0, plain.Count - given.n);
        });

    [Fact]
    public void The_order_of_tags_and_rules_does_not_matter() => Check(
        from tags in Repositories() from rules in Rules() from seed in Gen.Choose(0, 1000) select (tags, rules, seed), given =>
        {
            var random = new Random(given.seed);
            var (tags, rules) = (given.tags.ToArray(), given.rules.ToArray());
            random.Shuffle(tags);
            random.Shuffle(rules);
            return Removed(given.rules, given.tags).SetEquals(Removed(rules, tags));
        });

    [Fact]
    public void Larger_numbers_keep_more() => Check(
        from tags in Repositories() from rules in Rules() select (tags, rules), given =>
        {
            var removed = Removed(given.rules, given.tags);
            return Wider(given.rules).All(more => Removed(more, given.tags).IsSubsetOf(removed));
        });

    [Fact]
    public void One_more_criterion_or_rule_keeps_more_among_the_same_tags() => Check(
        from tags in Repositories() from rules in Rules() from extra in Terms() select (tags, rules, extra), given =>
        {
            // A rule about tags that no other rule is about removes some of them; about the others it can only keep.
            var concerned = given.tags.Where(t => given.rules.Any(r => ((RetentionTerms)r.Terms).DecidesTags && Selects((RetentionTerms)r.Terms, t.Tag))).Select(t => t.Tag).ToHashSet();
            var more = Removed([.. given.rules, new Rule(9, PathPattern.Everything, false, given.extra)], given.tags);
            more.IntersectWith(concerned);
            return more.IsSubsetOf(Removed(given.rules, given.tags));
        });

    [Fact]
    public void What_is_held_immutable_unknown_or_about_something_stays() => Check(
        from tags in Repositories() from rules in Rules() select (tags, rules), given =>
        {
            var removed = Removed(given.rules, given.tags);
            return !given.tags.Any(t => (t.HeldBy ?? t.ImmutableBy) is not null && removed.Contains(t.Tag)) && !given.tags.Any(t => (t.Accompanies is not null || t.PushedAt is null) && removed.Contains(t.Tag));
        });

    [Fact]
    public void No_group_loses_its_only_tag_or_all_of_them() => Check(
        from tags in Repositories() from terms in Terms() select (tags, terms), given =>
        {
            var removed = Removed([new Rule(1, PathPattern.Everything, false, given.terms)], given.tags);
            return given.tags.Where(t => t.Accompanies is null).GroupBy(t => GroupOf(given.terms, t.Tag)).Where(g => g.Key is not null).All(g => g.Any(t => !removed.Contains(t.Tag)));
        });

    [Fact]
    public void Knowing_less_of_pulls_keeps_more() => Check(
        from tags in Repositories() from rules in Rules() from days in Gen.Choose(0, 70) select (tags, rules, days), given =>
            Removed(given.rules, given.tags, given.days).IsSubsetOf(Removed(given.rules, given.tags)));

    [Fact]
    public void Running_again_removes_nothing_more_where_tags_are_counted() => Check(
        from tags in Repositories() from rules in Rules() select (tags, rules), given =>
        {
            var removed = Removed(given.rules, given.tags);
            return Removed(given.rules, [.. given.tags.Where(t => !removed.Contains(t.Tag))]).Count == 0;
        });

    private static IEnumerable<Rule[]> Wider(Rule[] rules)
    {
        for (var i = 0; i < rules.Length; i++)
        {
            var terms = (RetentionTerms)rules[i].Terms;
            foreach (var more in new[] { terms with { KeepLast = terms.KeepLast + 1 }, terms with { KeepVersions = terms.KeepVersions + 1 }, terms with { PulledWithinDays = terms.PulledWithinDays + 3 }, terms with { PushedWithinDays = terms.PushedWithinDays + 3 } })
                yield return [.. rules.Select((rule, j) => j == i ? rule with { Terms = more } : rule)];
        }
    }

    private static bool Selects(RetentionTerms terms, Tag tag) => GroupOf(terms, tag) is not null;

    private static string? GroupOf(RetentionTerms terms, Tag tag) => new TagSelection(terms.Tags, terms.Except).GroupOf(tag)?.Value;
}
