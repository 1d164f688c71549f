using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Core.Rules;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>What rules promise in every database, and those about immutable tags in particular.</summary>
public abstract class RuleStoreContract : MetadataContract
{
    private async Task<RuleRecord> AddAsync(string path, RuleTerms terms, bool locked = false) =>
        (await Store.Rules.AddAsync(new NewRule(PathPattern.Parse(path), locked, terms, "ada"), Event("rule.add"), default)).ShouldNotBeNull();

    private Task<RuleRecord> HoldAsync(string path, params string[] tags) => AddAsync(path, new ImmutabilityTerms { Tags = tags });

    private Task<bool> DeleteAsync(string tag) => Store.Manifests.RemoveTagAsync(Shop, Tag.Parse(tag), "bob", Event("delete"), default);

    private async Task<Digest?> ResolveAsync(string tag) => await Store.Manifests.ResolveAsync(Shop, Tag.Parse(tag), default);

    [Fact]
    public async Task Are_listed_as_they_were_added_and_gone_when_they_are_removed()
    {
        var retention = await AddAsync("shop/**", new RetentionTerms { Tags = ["v*", "*"], Except = ["x"], KeepLast = 3, KeepVersions = 2, VersionsPer = VersionLine.Minor, PulledWithinDays = 30, UntaggedDays = 7, ImmutableToo = true });
        var immutability = await AddAsync("**", new ImmutabilityTerms { Tags = ["v*"], Except = ["v0*"] }, locked: true);
        var quota = await AddAsync("shop/api", new QuotaTerms { MaxBytes = 1L << 40, MaxTags = 5 });
        var listed = await Store.Rules.ListAsync(default);
        listed.Select(r => (r.Rule.Id, r.Rule.Path.Value, r.Rule.IsLocked, r.CreatedBy, r.CreatedAt)).ShouldBe(
            [(retention.Rule.Id, "shop/**", false, "ada", Now), (immutability.Rule.Id, "**", true, "ada", Now), (quota.Rule.Id, "shop/api", false, "ada", Now)]);
        var read = listed[0].Rule.Terms.ShouldBeOfType<RetentionTerms>();
        (read with { Tags = [], Except = [] }).ShouldBe((RetentionTerms)retention.Rule.Terms with { Tags = [], Except = [] });
        read.Tags.ShouldBe(["v*", "*"]);
        read.Except.ShouldBe(["x"]);
        listed[1].Rule.Terms.ShouldBeOfType<ImmutabilityTerms>().Except.ShouldBe(["v0*"]);
        (listed[2].Rule.Terms, listed[2].Usage).ShouldBe((new QuotaTerms { MaxBytes = 1L << 40, MaxTags = 5 }, new QuotaUsage(0, 0, 0)));

        (await Store.Rules.RemoveAsync(immutability.Rule.Id, Event("rule.remove"), default)).ShouldBeTrue();
        (await Store.Rules.RemoveAsync(immutability.Rule.Id, Event("rule.remove"), default)).ShouldBeFalse();
        (await Store.Rules.ListAsync(default)).Select(r => r.Rule.Id).ShouldBe([retention.Rule.Id, quota.Rule.Id]);
        (await EventsAsync()).Select(e => e.Action).Order().ShouldBe(["rule.add", "rule.add", "rule.add", "rule.remove"]);
        (await HoldAsync("**", "v*")).Rule.Id.ShouldBeGreaterThan(quota.Rule.Id);
    }

    [Fact]
    public async Task Have_an_end()
    {
        for (var i = 0; i < IRuleStore.MaxRules; i++) await HoldAsync("other", "v*");
        (await Store.Rules.AddAsync(new NewRule(PathPattern.Everything, false, new ImmutabilityTerms { Tags = ["*"] }, "ada"), Event(), default)).ShouldBeNull();
        (await Store.Rules.ListAsync(default)).Count.ShouldBe(IRuleStore.MaxRules);
    }

    [Fact]
    public async Task An_immutable_tag_is_set_once_and_stays()
    {
        var rule = await HoldAsync("shop/**", "v*");
        var image = await PushImageAsync(tags: ["v1", "latest"]);
        var other = await PushImageAsync(tags: "latest");

        var refusal = await Should.ThrowAsync<OciException>(PutAsync(other, tags: "v1"));
        refusal.Error.ShouldBe(OciError.Denied);
        refusal.Message.ShouldBe($"the tag v1 is immutable and stays at {image.Digest} (rule {rule.Rule.Id} on shop/**); push {other.Digest} under another tag, or have the rule removed first");
        (await ResolveAsync("v1")).ShouldBe(image.Digest);

        // The same manifest again, also with further tags.
        (await PutAsync(image, tags: ["v1", "v2"])).ShouldBe(new ManifestPutResult.Stored(false));
        (await ResolveAsync("v2")).ShouldBe(image.Digest);
        (await Store.Manifests.TagHistoryAsync(Shop, Tag.Parse("v1"), 10, default)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_push_that_would_move_one_immutable_tag_does_nothing_at_all()
    {
        await HoldAsync("shop/**", "v*");
        await PushImageAsync(tags: "v1");
        var image = BuiltManifest.Image(await PushBlobAsync(mediaType: MediaTypes.OciConfig), [await PushBlobAsync()]);
        var events = (await EventsAsync()).Count;
        await Should.ThrowAsync<OciException>(PutAsync(image, tags: ["new", "v1"]));
        (await Store.Manifests.FindAsync(Shop, image.Digest, default)).ShouldBeNull();
        (await ResolveAsync("new")).ShouldBeNull();
        (await EventsAsync()).Count.ShouldBe(events);
        (await Probe.ViolationsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_immutable_tag_is_not_deleted_nor_is_its_manifest()
    {
        var rule = await HoldAsync("shop/*", "v*");
        var image = await PushImageAsync(tags: ["v1", "latest"]);
        (await Should.ThrowAsync<OciException>(DeleteAsync("v1"))).Message.ShouldBe($"the tag v1 is immutable and cannot be deleted (rule {rule.Rule.Id} on shop/*); have the rule removed first");
        (await Should.ThrowAsync<OciException>(Store.Manifests.RemoveAsync(Shop, image.Digest, "bob", Event("delete"), default))).Message.ShouldContain("v1");
        (await ResolveAsync("latest")).ShouldBe(image.Digest);
        (await DeleteAsync("latest")).ShouldBeTrue();
        (await DeleteAsync("v9")).ShouldBeFalse();

        await Store.Rules.RemoveAsync(rule.Rule.Id, Event("rule.remove"), default);
        (await DeleteAsync("v1")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_narrower_rule_frees_tags_unless_the_wider_one_is_locked()
    {
        await HoldAsync("**", "v*");
        await AddAsync("shop/api", new ImmutabilityTerms { Except = ["v0*"] });
        await PushImageAsync(tags: ["v0.1", "v1.0"]);
        await PushImageAsync(tags: "v0.1");
        var next = await PushImageAsync();
        await Should.ThrowAsync<OciException>(PutAsync(next, tags: "v1.0"));
        await AddAsync("**", new ImmutabilityTerms { Tags = ["v0*"] }, locked: true);
        await Should.ThrowAsync<OciException>(PutAsync(next, tags: "v0.1"));
    }

    [Fact]
    public async Task A_rule_holds_from_the_moment_it_is_added_while_pushes_run()
    {
        var images = new List<BuiltManifest>();
        for (var i = 0; i < 20; i++) images.Add(await PushImageAsync());
        await PutAsync(images[0], tags: "v1");
        using var held = new CancellationTokenSource();
        var pushing = Task.Run(async () =>
        {
            for (var i = 1; ; i++)
            {
                try
                {
                    await PutAsync(images[i % 20], tags: "v1");
                }
                catch (OciException) when (held.IsCancellationRequested)
                {
                    return;
                }
            }
        }, TestContext.Current.CancellationToken);
        await held.CancelAsync();
        await HoldAsync("**", "v1");
        var fixedAt = await ResolveAsync("v1");
        await pushing;
        (await ResolveAsync("v1")).ShouldBe(fixedAt);
    }
}
