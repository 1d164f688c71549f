using Plimsoll.Core;
using Plimsoll.Core.Rules;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>What the store of retention promises in every database.</summary>
public abstract class RetentionStoreContract : MetadataContract
{
    private async Task<RetentionTag> TagAsync(string tag) => (await Store.Retention.ListTagsAsync(Shop, null, 100, default)).Single(t => t.Tag.Value == tag);

    private async Task<IReadOnlyList<RetentionManifest>> UntaggedAsync() => await Store.Retention.ListUntaggedAsync(Shop, null, 100, default);

    private async Task PullAsync(Digest digest, string action = "pull", string outcome = "ok")
    {
        await Store.Audit.AppendAsync(Event(action) with { Repository = Shop.Value, Digest = digest.Value, Outcome = outcome }, default);
        await EventsAsync();
    }

    private Task<long> HoldAsync(string? tag = null, Digest? digest = null, HoldKind kind = HoldKind.Hold, DateTimeOffset? until = null) => Store.Retention.AddHoldAsync(
        new HoldRecord(0, Shop, tag is null ? null : Tag.Parse(tag), digest, kind, "audit 2026", Now, "ada", until), Event("hold.add"), default);

    private TagExpiry Expiry(string tag, Digest digest, bool immutableToo = false) => new(Tag.Parse(tag), digest, immutableToo, Event("retain") with { Principal = "system", Reference = tag });

    private Task<IReadOnlyList<Tag>> ExpireAsync(params TagExpiry[] tags) => Store.Retention.ExpireTagsAsync(Shop, tags, "system", default);

    private Task<IReadOnlyList<Digest>> ExpireAsync(RetentionManifest manifest) =>
        Store.Retention.ExpireManifestsAsync(Shop, [new ManifestExpiry(manifest.Digest, manifest.PushedAt!.Value, Event("retain"))], "system", default);

    [Fact]
    public async Task Knows_when_a_tag_was_pushed_and_pulled()
    {
        var image = await PushImageAsync(tags: ["1", "2"]);
        var pushed = Now;
        (await TagAsync("1")).ShouldBe(new RetentionTag(Tag.Parse("1"), image.Digest, pushed, null));
        Advance(TimeSpan.FromDays(1));
        await PullAsync(image.Digest);
        (await TagAsync("2")).ShouldBe(new RetentionTag(Tag.Parse("2"), image.Digest, pushed, Now));
        // HEAD is a use; a refusal is none.
        Advance(TimeSpan.FromDays(1));
        await PullAsync(image.Digest, "resolve");
        var resolved = Now;
        Advance(TimeSpan.FromDays(1));
        await PullAsync(image.Digest, outcome: "DENIED");
        (await TagAsync("1")).PulledAt.ShouldBe(resolved);
        await PutAsync(image, tags: "1");
        (await TagAsync("1")).PushedAt.ShouldBe(Now);
        (await TagAsync("2")).PushedAt.ShouldBe(pushed, "another tag of the same manifest was pushed");
        (await Store.Retention.PullsKnownSinceAsync(default)).ShouldNotBeNull().ShouldBeLessThanOrEqualTo(pushed);
    }

    [Fact]
    public async Task Notes_pulls_to_within_a_minute_and_never_backwards()
    {
        var image = await PushImageAsync(tags: "1");
        await PullAsync(image.Digest);
        var first = Now;
        Advance(TimeSpan.FromSeconds(30));
        await PullAsync(image.Digest);
        (await TagAsync("1")).PulledAt!.Value.ShouldBeInRange(first, Now);
        Advance(TimeSpan.FromSeconds(40));
        await PullAsync(image.Digest);
        (await TagAsync("1")).PulledAt.ShouldBe(Now);
        var last = Now;
        Advance(TimeSpan.FromHours(-2));
        await PullAsync(image.Digest);
        (await TagAsync("1")).PulledAt.ShouldBe(last);
        await PullAsync(Digest.Of("not here"u8));
    }

    [Fact]
    public async Task An_index_is_pulled_with_its_platforms()
    {
        var image = await PushImageAsync();
        await PutAsync(BuiltManifest.Index([image.Descriptor()]), tags: "all");
        Advance(TimeSpan.FromDays(1));
        await PullAsync(image.Digest);
        (await TagAsync("all")).PulledAt.ShouldBe(Now);
    }

    [Fact]
    public async Task Lists_tags_page_by_page_with_what_holds_them()
    {
        var image = await PushImageAsync(tags: ["a", "b", "c"]);
        await HoldAsync(tag: "b");
        await HoldAsync(tag: "c", until: Now.AddDays(1));
        var companion = Tag.ReferrersFallbackOf(image.Digest);
        await PutAsync(BuiltManifest.Index([]), tags: [companion.Value, companion.Value + ".sig", "sha256-" + new string('0', 64)]);
        var all = await Store.Retention.ListTagsAsync(Shop, null, 100, default);
        all.Select(t => t.Tag.Value).ShouldBe(new[] { "a", "b", "c", "sha256-" + new string('0', 64), companion.Value, companion.Value + ".sig" }.Order(StringComparer.Ordinal));
        (await Store.Retention.ListTagsAsync(Shop, Tag.Parse("a"), 2, default)).ShouldBe(all.Skip(1).Take(2));
        (await TagAsync("a")).HeldBy.ShouldBeNull();
        (await TagAsync("b")).HeldBy.ShouldNotBeNull().ShouldStartWith("held: audit 2026 (hold ");
        (await TagAsync("c")).HeldBy.ShouldNotBeNull();
        foreach (var tag in all.Where(t => t.Tag.Value.StartsWith("sha", StringComparison.Ordinal))) tag.Accompanies.ShouldBe(tag.Tag.Value.Contains("000000") ? default(Digest?) : image.Digest);
        Advance(TimeSpan.FromDays(1));
        (await TagAsync("c")).HeldBy.ShouldBeNull();
        await HoldAsync(digest: image.Digest, kind: HoldKind.Deployed);
        (await TagAsync("a")).HeldBy.ShouldNotBeNull().ShouldStartWith("deployed: ");
    }

    [Fact]
    public async Task Takes_tags_away_with_the_reason_in_the_log()
    {
        var image = await PushImageAsync(tags: ["a", "b"]);
        (await ExpireAsync(Expiry("a", image.Digest))).ShouldBe([Tag.Parse("a")]);
        (await Store.Manifests.ListTagNamesAsync(Shop, null, 10, default)).ShouldBe([Tag.Parse("b")]);
        (await Store.Manifests.TagHistoryAsync(Shop, Tag.Parse("a"), 1, default)).ShouldBe([new TagMove(Tag.Parse("a"), null, image.Digest, Now, "system")]);
        (await EventsAsync()).Where(e => e.Action == "retain").Select(e => (e.Principal, e.Reference)).ShouldBe([("system", "a")]);
        (await Store.Manifests.ListRepositoriesAsync(null, 1, default))[0].Tags.ShouldBe(1);
        (await CandidatesAsync("manifest")).ShouldBe([image.Digest.Value]);
        (await Probe.ViolationsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Leaves_tags_whose_reason_is_gone()
    {
        var image = await PushImageAsync(tags: ["held", "moved", "fixed", "digest"]);
        await PushImageAsync(tags: "moved");
        await HoldAsync(tag: "held");
        await Store.Rules.AddAsync(new NewRule(PathPattern.Everything, false, new ImmutabilityTerms { Tags = ["fixed"] }, "ada"), Event(), default);
        (await ExpireAsync(Expiry("held", image.Digest), Expiry("moved", image.Digest), Expiry("fixed", image.Digest), Expiry("gone", image.Digest))).ShouldBeEmpty();
        (await ExpireAsync(Expiry("fixed", image.Digest, immutableToo: true))).ShouldBe([Tag.Parse("fixed")]);
        await HoldAsync(digest: image.Digest);
        (await ExpireAsync(Expiry("digest", image.Digest))).ShouldBeEmpty();
        (await EventsAsync()).Count(e => e.Action == "retain").ShouldBe(1);
    }

    [Fact]
    public async Task Lists_manifests_without_a_tag_and_how_long_they_have_had_none()
    {
        var image = await PushImageAsync();
        var index = BuiltManifest.Index([image.Descriptor()]);
        await PutAsync(index, tags: "1");
        var signature = BuiltManifest.Image(Virtual.EmptyConfig, [], subject: index.Descriptor());
        await PutAsync(signature);
        var pushed = Now;
        (await UntaggedAsync()).OrderBy(m => m.NeededBy).ShouldBe(
        [
            new RetentionManifest(image.Digest, pushed, null) { NeededBy = "an index of the repository lists it" },
            new RetentionManifest(signature.Digest, pushed, null) { NeededBy = "what it refers to is here" },
        ]);
        Advance(TimeSpan.FromDays(50));
        await PushImageAsync(tags: "1");
        var lost = Now;
        Advance(TimeSpan.FromDays(1));
        var untagged = (await UntaggedAsync()).Single(m => m.NeededBy is null);
        untagged.ShouldBe(new RetentionManifest(index.Digest, lost, null));
        (await Store.Retention.ListUntaggedAsync(Shop, untagged.Digest, 100, default)).ShouldAllBe(m => m.Digest > untagged.Digest);

        (await ExpireAsync(untagged with { PushedAt = lost.AddDays(-1) })).ShouldBeEmpty();
        (await ExpireAsync(untagged)).ShouldBe([index.Digest]);
        (await Store.Manifests.FindAsync(Shop, index.Digest, default)).ShouldBeNull();
        (await Probe.ViolationsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Leaves_manifests_whose_reason_is_gone()
    {
        var image = await PushImageAsync();
        var untagged = (await UntaggedAsync()).Single();
        var hold = await HoldAsync(digest: image.Digest);
        (await ExpireAsync(untagged)).ShouldBeEmpty();
        await Store.Retention.RemoveHoldAsync(hold, Event("hold.remove"), default);
        var index = BuiltManifest.Index([image.Descriptor()]);
        await PutAsync(index, tags: "1");
        (await ExpireAsync(untagged)).ShouldBeEmpty();
        await PutAsync(image, tags: "2");
        (await ExpireAsync(untagged)).ShouldBeEmpty();
        (await Store.Manifests.FindAsync(Shop, image.Digest, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Keeps_holds_until_they_are_removed_or_end()
    {
        var first = await HoldAsync(tag: "1");
        var second = await HoldAsync(digest: Digest.EmptyJson, kind: HoldKind.Deployed, until: Now.AddDays(2));
        (await Store.Retention.ListHoldsAsync(Shop, 0, 10, default)).ShouldBe(
        [
            new HoldRecord(first, Shop, Tag.Parse("1"), null, HoldKind.Hold, "audit 2026", Now, "ada", null),
            new HoldRecord(second, Shop, null, Digest.EmptyJson, HoldKind.Deployed, "audit 2026", Now, "ada", Now.AddDays(2)),
        ]);
        (await Store.Retention.ListHoldsAsync(null, first, 10, default)).Select(h => h.Id).ShouldBe([second]);
        (await Store.Retention.ListHoldsAsync(Other, 0, 10, default)).ShouldBeEmpty();
        (await Store.Retention.FindHoldAsync(first, default))!.Tag.ShouldBe(Tag.Parse("1"));
        Advance(TimeSpan.FromDays(2));
        (await Store.Retention.ListHoldsAsync(Shop, 0, 10, default)).Select(h => h.Id).ShouldBe([first]);
        (await Store.Retention.RemoveHoldAsync(first, Event("hold.remove"), default)).ShouldBeTrue();
        (await Store.Retention.RemoveHoldAsync(first, Event("hold.remove"), default)).ShouldBeFalse();
        (await EventsAsync()).Count(e => e.Action == "hold.remove").ShouldBe(1);
    }
}
