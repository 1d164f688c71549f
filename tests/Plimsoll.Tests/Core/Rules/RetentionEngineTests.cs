using Plimsoll.Core;
using Plimsoll.Core.Rules;

namespace Plimsoll.Tests.Core.Rules;

public sealed class RetentionEngineTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly RetentionTimes Times = new(Now, Now.AddYears(-1));

    [Fact]
    public void Keeps_the_last_of_each_group()
    {
        var kept = Kept(new() { Tags = ["main-*", "*"], KeepLast = 2 }, Old("main-1", 9), Old("main-2", 8), Old("main-3", 7), Old("x", 3), Old("y", 2), Old("z", 1));
        kept.ShouldBe(["main-2", "main-3", "y", "z"]);
    }

    [Fact]
    public void Keeps_the_highest_versions_of_each_line_and_what_is_no_version()
    {
        RetentionTag[] tags = [.. new[] { "1.0.0", "1.0.1", "1.0.2-rc.1", "v1.1.0", "1.1.1", "2.0.0", "latest", "1.1" }.Select((t, i) => Old(t, 100 - i))];
        Kept(new() { KeepVersions = 1, VersionsPer = VersionLine.Minor }, tags).ShouldBe(["1.0.2-rc.1", "1.1.1", "2.0.0", "latest", "1.1"]);
        Kept(new() { KeepVersions = 2, VersionsPer = VersionLine.Major }, tags).ShouldBe(["v1.1.0", "1.1.1", "2.0.0", "latest", "1.1"]);
        Kept(new() { KeepVersions = 1 }, tags).ShouldBe(["2.0.0", "latest", "1.1"]);
        // With a second criterion the others can be judged.
        Kept(new() { KeepVersions = 1, PushedWithinDays = 10 }, tags).ShouldBe(["2.0.0"]);
    }

    [Fact]
    public void Keeps_what_was_pulled_or_pushed_lately()
    {
        RetentionTag[] tags = [Old("a", 90, 40), Old("b", 90, 29), Old("c", 29), Old("d", 31), Old("e", 200, 100)];
        Kept(new() { PulledWithinDays = 30 }, tags).ShouldBe(["b", "c"]);
        Kept(new() { PushedWithinDays = 30 }, tags).ShouldBe(["c"]);
    }

    [Fact]
    public void Never_empties_a_group()
    {
        Kept(new() { PulledWithinDays = 30 }, Old("only", 400, 300)).ShouldBe(["only"]);
        Kept(new() { Tags = ["a*", "b*"], PushedWithinDays = 30 }, Old("a1", 400), Old("a2", 300), Old("b1", 500)).ShouldBe(["a2", "b1"]);
    }

    [Fact]
    public void Keeps_what_it_does_not_know_enough_of()
    {
        var lately = Times with { PullsKnownSince = Now.AddDays(-10) };
        RetentionTag[] tags = [Old("never", 90), Old("long-ago", 90, 60), Old("newest", 1)];
        Decide(lately, new() { PulledWithinDays = 30 }, tags).ShouldAllBe(v => v.IsKept);
        Decide(lately, new() { PulledWithinDays = 30 }, tags)[0].Reason.ShouldBe("pulls are not known for the last 30 days (rule 1 on **)");
        Decide(Times, new() { PulledWithinDays = 30 }, tags).Select(v => v.IsKept).ShouldBe([false, false, true]);

        var unknown = new RetentionTag(Tag.Parse("u"), Digest.EmptyJson, null, null);
        Decide(Times, new() { KeepLast = 1 }, Old("a", 1), unknown, Old("b", 2)).Select(v => v.IsKept).ShouldBe([true, true, false]);
    }

    [Fact]
    public void Keeps_what_is_held_immutable_or_belongs_to_something()
    {
        RetentionTag[] tags =
        [
            Old("held", 100) with { HeldBy = "deployed: prod (hold 4)" }, Old("fixed", 90) with { ImmutableBy = "rule 9 on shop/**" },
            Old("sha256-aa.sig", 95) with { Accompanies = Digest.EmptyJson }, Old("old", 80), Old("new", 1),
        ];
        var verdicts = Decide(Times, new() { KeepLast = 1 }, tags);
        verdicts.Select(v => (v.IsKept, v.Reason)).ShouldBe(
        [
            (true, "deployed: prod (hold 4)"),
            (true, "immutable by rule 9 on shop/**"),
            (true, $"it belongs to {Digest.EmptyJson}, which is here"),
            (false, "not among the last 1 pushed of '*', pushed 80 days ago (rule 1 on **)"),
            (true, "number 1 of the last 1 pushed of '*' (rule 1 on **)"),
        ]);
        Decide(Times, new() { KeepLast = 1, ImmutableToo = true }, tags)[1].IsKept.ShouldBeFalse();
    }

    [Fact]
    public void Leaves_alone_what_no_rule_is_about()
    {
        var verdicts = Decide(Times, new() { Tags = ["pr-*"], Except = ["pr-keep*"], PushedWithinDays = 1 }, Old("pr-1", 9), Old("pr-2", 8), Old("pr-keep", 99), Old("main", 99));
        verdicts.Where(v => !v.IsKept).Select(v => v.Subject.Tag.Value).ShouldBe(["pr-1"]);
        verdicts[3].Reason.ShouldBe("no retention rule is about this tag");
        RetentionEngine.Decide([], [Old("x", 999)], Times)[0].IsKept.ShouldBeTrue();
    }

    [Fact]
    public void A_tag_goes_only_when_no_rule_keeps_it()
    {
        Rule[] rules = [Of(1, new() { KeepLast = 1 }), Of(2, new() { PulledWithinDays = 30 }), Of(3, new() { UntaggedDays = 5 })];
        var verdicts = RetentionEngine.Decide(rules, [Old("a", 90, 5), Old("b", 80, 50), Old("c", 70, 60)], Times);
        verdicts.Select(v => v.IsKept).ShouldBe([true, false, true]);
        verdicts[1].Reason.ShouldBe("not among the last 1 pushed of '*', pushed 80 days ago (rule 1 on **); pushed 80 days ago, pulled 50 days ago (rule 2 on **)");
    }

    [Fact]
    public void Removes_manifests_without_a_tag_that_nobody_uses()
    {
        RetentionManifest[] manifests =
        [
            new(Digest.EmptyJson, Now.AddDays(-40), null), new(Digest.EmptyJson, Now.AddDays(-40), Now.AddDays(-2)), new(Digest.EmptyJson, Now.AddDays(-3), null),
            new(Digest.EmptyJson, Now.AddDays(-40), null) { NeededBy = "an index of the repository lists it" }, new(Digest.EmptyJson, Now.AddDays(-40), null) { HeldBy = "held: audit (hold 1)" },
            new(Digest.EmptyJson, null, null),
        ];
        RetentionEngine.Decide([Of(1, new() { UntaggedDays = 30 })], manifests, Times).Select(v => v.IsKept).ShouldBe([false, true, true, true, true, true]);
        RetentionEngine.Decide([Of(1, new() { UntaggedDays = 30 }), Of(2, new() { UntaggedDays = 60 })], manifests, Times).ShouldAllBe(v => v.IsKept);
        RetentionEngine.Decide([Of(1, new() { KeepLast = 1 })], manifests, Times).ShouldAllBe(v => v.IsKept);
        RetentionEngine.Decide([Of(1, new() { UntaggedDays = 30 })], manifests, Times with { PullsKnownSince = null }).ShouldAllBe(v => v.IsKept);
    }

    private static Rule Of(long id, RetentionTerms terms) => new(id, PathPattern.Everything, false, terms);

    private static RetentionTag Old(string tag, int pushed, int? pulled = null) =>
        new(Tag.Parse(tag), Digest.EmptyJson, Now.AddDays(-pushed), pulled is { } days ? Now.AddDays(-days) : null);

    private static IReadOnlyList<RetentionVerdict<RetentionTag>> Decide(RetentionTimes times, RetentionTerms terms, params RetentionTag[] tags) => RetentionEngine.Decide([Of(1, terms)], tags, times);

    private static IEnumerable<string> Kept(RetentionTerms terms, params RetentionTag[] tags) => Decide(Times, terms, tags).Where(v => v.IsKept).Select(v => v.Subject.Tag.Value);
}
