using Plimsoll.Core;
using Plimsoll.Storage.Collection;
using Plimsoll.Storage.Metadata;
using Plimsoll.Tests.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Collection;

/// <summary>Which manifests stay and which go.</summary>
public abstract class ManifestCollectionContract : CollectionContract
{
    private CollectionSettings Keeping => Settings with { KeepUntagged = true };

    private Task<long> HoldAsync(Digest digest, DateTimeOffset until) =>
        Store.Retention.AddHoldAsync(new HoldRecord(0, Shop, null, digest, HoldKind.Deployed, "prod", Now, "ada", until), Event("hold.add"), default);

    [Fact]
    public async Task What_a_tag_leads_to_stays_however_old()
    {
        var child = await UploadImageAsync();
        var nested = BuiltManifest.Index([child.Descriptor()]);
        await PutAsync(nested);
        var index = BuiltManifest.Index([nested.Descriptor()]);
        await PutAsync(index, tags: "1");
        var signature = await UploadImageAsync(subject: child.Descriptor());
        await CollectAllAsync();
        foreach (var manifest in new[] { child, nested, index, signature }) (await HasAsync(manifest)).ShouldBeTrue();
        (await ObjectsAsync()).ShouldBe(4);
    }

    [Fact]
    public async Task What_loses_its_tag_goes_a_grace_later_with_all_that_it_led_to()
    {
        var child = await UploadImageAsync();
        var index = BuiltManifest.Index([child.Descriptor()]);
        await PutAsync(index, tags: "1");
        var signature = await UploadImageAsync(subject: index.Descriptor());
        await CollectAllAsync();
        await RemoveTagAsync("1");
        Advance(Grace - TimeSpan.FromMilliseconds(1));
        (await CollectAsync()).Manifests.ShouldBe(0);
        (await HasAsync(index)).ShouldBeTrue();

        Advance(TimeSpan.FromMilliseconds(1));
        (await CollectAsync()).Manifests.ShouldBe(3);
        foreach (var manifest in new[] { child, index, signature }) (await HasAsync(manifest)).ShouldBeFalse();
        Changed.ShouldContain(Shop);
        (await EventsAsync()).Where(e => e.Action == "collect").Select(e => (e.Principal, e.Repository!, e.Digest!)).ShouldBe(
            new[] { child, index, signature }.Select(m => ("system", "shop/api", m.Digest.Value)), ignoreOrder: true);
        await CollectAllAsync();
        (await ObjectsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task What_somebody_holds_stays_with_all_that_it_leads_to_until_the_hold_ends()
    {
        var child = await UploadImageAsync();
        var index = BuiltManifest.Index([child.Descriptor()]);
        await PutAsync(index);
        var signature = await UploadImageAsync(subject: index.Descriptor());
        await HoldAsync(index.Digest, Now + (3 * Grace));
        Advance(Grace);
        var report = await CollectAsync();
        (report.Manifests, report.Kept.GetValueOrDefault(KeptReason.Held)).ShouldBe((0, 1));
        Advance(Grace);
        (await CollectAsync()).Manifests.ShouldBe(0);
        foreach (var manifest in new[] { child, index, signature }) (await HasAsync(manifest)).ShouldBeTrue();

        Advance(Grace);
        (await CollectAsync()).Manifests.ShouldBe(3);
        (await Probe.ViolationsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Untagged_manifests_stay_unless_asked_otherwise_but_orphans_go()
    {
        var untagged = await UploadImageAsync();
        var child = await UploadImageAsync();
        var index = BuiltManifest.Index([child.Descriptor()]);
        await PutAsync(index, tags: "1");
        var signature = await UploadImageAsync(subject: index.Descriptor());
        await RemoveTagAsync("1");
        await CollectAllAsync(Keeping);
        foreach (var manifest in new[] { untagged, child, index, signature }) (await HasAsync(manifest)).ShouldBeTrue();

        await RemoveAsync(index);
        await CollectAllAsync(Keeping);
        (await HasAsync(untagged)).ShouldBeTrue();
        (await HasAsync(child)).ShouldBeFalse();
        (await HasAsync(signature)).ShouldBeFalse();

        // Whoever changes the setting later finds the candidates waiting.
        await CollectAllAsync();
        (await HasAsync(untagged)).ShouldBeFalse();
        (await ObjectsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_second_push_begins_the_grace_again()
    {
        var image = await UploadImageAsync();
        Advance(Grace - TimeSpan.FromHours(1));
        await PutAsync(image);
        Advance(Grace - TimeSpan.FromHours(1));
        (await CollectAsync()).Manifests.ShouldBe(0);
        Advance(TimeSpan.FromHours(1));
        (await CollectAsync()).Manifests.ShouldBe(1);
    }

    [Fact]
    public async Task An_orphan_that_is_pushed_again_stays()
    {
        var child = await UploadImageAsync();
        var index = BuiltManifest.Index([child.Descriptor()]);
        await PutAsync(index);
        await Store.Manifests.RemoveAsync(Shop, index.Digest, "ada", Event("delete"), default);
        // Whoever pushes it now wants it for itself.
        await PutAsync(child);
        Advance(2 * Grace);
        (await CollectAsync(settings: Keeping)).Manifests.ShouldBe(0);
        (await HasAsync(child)).ShouldBeTrue();
    }

    [Fact]
    public async Task An_orphan_that_another_index_lists_stays()
    {
        var child = await UploadImageAsync();
        var first = BuiltManifest.Index([child.Descriptor()]);
        var second = BuiltManifest.Index([child.Descriptor()]);
        await PutAsync(first, tags: "1");
        await PutAsync(second, tags: "2");
        await RemoveAsync(first);
        Advance(Grace);
        // It is a candidate twice: it was pushed without a tag, and it lost an index.
        (await CollectAsync()).Kept[KeptReason.Listed].ShouldBe(2);
        (await HasAsync(child)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_referrer_whose_subject_never_came_lives_for_its_own_grace()
    {
        var subject = BuiltManifest.Image(Virtual.EmptyConfig, []);
        var signature = await UploadImageAsync(subject: subject.Descriptor());
        Advance(Grace);
        (await CollectAsync()).Manifests.ShouldBe(1);
        (await HasAsync(signature)).ShouldBeFalse();
    }

    [Fact]
    public async Task An_index_about_its_own_child_is_no_leak()
    {
        var image = await UploadImageAsync();
        var index = BuiltManifest.Index([image.Descriptor()], subject: image.Descriptor());
        await PutAsync(index);
        Advance(Grace);
        (await CollectAsync()).Manifests.ShouldBe(2);
        (await HasAsync(image)).ShouldBeFalse();
        (await HasAsync(index)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_child_that_was_collected_comes_back_with_the_index_that_needs_it()
    {
        var image = await UploadImageAsync();
        var inner = BuiltManifest.Index([image.Descriptor()]);
        await PutAsync(inner);
        Advance(Grace);
        (await CollectAsync()).Manifests.ShouldBe(2);

        Advance(Grace - TimeSpan.FromMilliseconds(1));
        await CollectAsync();
        var outer = BuiltManifest.Index([inner.Descriptor()]);
        (await PutAsync(outer, tags: "1")).ShouldBe(new ManifestPutResult.Stored(true));
        (await HasAsync(image)).ShouldBeTrue();
        (await EventsAsync()).Where(e => e.Action == "undelete").Select(e => e.Digest).ShouldBe([image.Digest.Value, inner.Digest.Value], ignoreOrder: true);
        await CollectAllAsync();
        (await HasAsync(image)).ShouldBeTrue();
        (await ObjectsAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task A_child_that_was_deleted_by_request_does_not_come_back_by_itself()
    {
        var image = await UploadImageAsync();
        await RemoveAsync(image);
        (await PutAsync(BuiltManifest.Index([image.Descriptor()]))).ShouldBeOfType<ManifestPutResult.Missing>().Digests.ShouldBe([image.Digest]);
    }

    [Fact]
    public async Task Cascades_that_do_not_fit_into_one_transaction_go_on_in_the_next()
    {
        var image = await UploadImageAsync(tags: "1");
        for (var i = 0; i < 20; i++) await PutAsync(BuiltManifest.Image(Virtual.EmptyConfig, [], image.Descriptor()));
        await RemoveAsync(image);
        Advance(Grace);
        (await CollectAsync(settings: Settings with { MaxBatch = 3 })).Manifests.ShouldBe(20);
    }
}
