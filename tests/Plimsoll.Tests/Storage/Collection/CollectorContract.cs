using Plimsoll.Storage.Collection;
using Plimsoll.Storage.Metadata;
using Plimsoll.Tests.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Collection;

/// <summary>What a run as a whole promises: dry runs, brakes, the clock, the lease.</summary>
public abstract class CollectorContract : CollectionContract
{
    private CollectionSettings Tight => Settings with { FreeBytes = 0, FreeManifests = 0 };

    [Fact]
    public async Task A_dry_run_says_what_a_run_does_and_changes_nothing()
    {
        await UploadImageAsync(tags: "keep");
        var image = await UploadImageAsync(tags: "1");
        await RemoveTagAsync("1");
        await UploadAsync(size: 500);
        var upload = await StartUploadAsync();
        await Store.Uploads.CancelAsync(Shop, upload.Id, default);
        Advance(Grace);
        var before = await Probe.CandidatesAsync();
        var dry = await CollectAsync(dryRun: true);
        (await Probe.CandidatesAsync()).ShouldBe(before);
        (await HasAsync(image)).ShouldBeTrue();
        Changed.ShouldBeEmpty();
        (await EventsAsync()).ShouldNotContain(e => e.Action == "collect");
        dry.DryRun.ShouldBeTrue();

        var real = await CollectAsync();
        (real.Manifests, real.Blobs, real.Bytes, real.Keys, real.Left).ShouldBe((1, 1, 500, 1, 1));
        (dry.Manifests, dry.Blobs, dry.Bytes, dry.Keys, dry.Left).ShouldBe((1, 1, 500, 1, 1));
    }

    [Fact]
    public async Task A_run_that_would_delete_too_many_bytes_waits_for_confirmation()
    {
        await UploadImageAsync(tags: "1");
        await UploadAsync(size: 500);
        Advance(Grace);
        (await CollectAsync(dryRun: true, settings: Tight)).Outcome.ShouldBe(CollectionOutcome.Braked);
        var braked = await CollectAsync(settings: Tight);
        braked.Outcome.ShouldBe(CollectionOutcome.Braked);
        braked.Reason!.ShouldContain("500 of 2500 bytes");
        (await ObjectsAsync()).ShouldBe(3);
        (await CollectAsync(settings: Tight with { MaxPercent = 20 })).Bytes.ShouldBe(500);
    }

    [Fact]
    public async Task A_run_that_would_delete_too_many_manifests_deletes_none_of_them()
    {
        for (var i = 0; i < 5; i++) await PutAsync(BuiltManifest.Image(Virtual.EmptyConfig, []));
        await PutAsync(BuiltManifest.Image(Virtual.EmptyConfig, []), tags: "1");
        Advance(Grace);
        var braked = await CollectAsync(settings: Tight with { MaxPercent = 50 });
        (braked.Outcome, braked.Manifests).ShouldBe((CollectionOutcome.Braked, 0));
        (await CollectAsync(settings: Tight with { MaxPercent = 100, MaxManifests = 4 })).Outcome.ShouldBe(CollectionOutcome.Braked);
        var few = await CollectAsync(settings: Settings with { MaxManifests = 4 });
        (few.Outcome, few.Manifests).ShouldBe((CollectionOutcome.Braked, 0), "a number that was set counts however small it is");
        few.Reason!.ShouldContain("more than 4 of 6 manifests");
        (await CollectAsync(settings: Tight, confirmed: true)).Manifests.ShouldBe(5);
    }

    [Fact]
    public async Task Nothing_is_deleted_while_somebody_holds()
    {
        await UploadAsync(size: 500);
        var upload = await StartUploadAsync();
        await Store.Uploads.CancelAsync(Shop, upload.Id, default);
        Advance(Grace);
        await Store.State.HoldAsync(new CollectionHold("backup:1", "a backup is being made", Now.AddHours(1)), default);
        var paused = await CollectAsync();
        (paused.Outcome, paused.Reason, paused.Blobs, paused.Keys).ShouldBe((CollectionOutcome.Paused, "a backup is being made", 0, 0));
        (await Store.Collection.BeginDeletingAsync(100, default)).ShouldBeEmpty();
        (await ObjectsAsync()).ShouldBe(1);

        Advance(TimeSpan.FromHours(1));
        (await CollectAsync()).Blobs.ShouldBe(1);
    }

    [Fact]
    public async Task A_damaged_blob_that_no_repository_has_is_deleted_too()
    {
        await UploadAsync(size: 500);
        var blob = (await Store.Scrub.ListBlobsAsync(0, 10, default)).Single();
        await Store.Scrub.MarkDamagedAsync(blob, new ScrubFinding(blob.Digest.Value, FindingKind.Damaged, 500, Now, "changed"), Event("scrub"), default);
        Advance(Grace);
        await CollectAsync();
        await CollectAsync();
        (await ObjectsAsync()).ShouldBe(0);
        (await Store.Scrub.ListBlobsAsync(0, 10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_clock_that_was_set_back_pauses_collection()
    {
        await UploadAsync();
        Advance(TimeSpan.FromDays(40));
        await CollectAsync(settings: Settings with { Grace = TimeSpan.FromDays(60) });
        Advance(-TimeSpan.FromDays(2));
        var paused = await CollectAsync();
        paused.Outcome.ShouldBe(CollectionOutcome.Paused);
        paused.Reason!.ShouldContain("clock");
        (await ObjectsAsync()).ShouldBe(1);
        (await CollectAsync(confirmed: true)).Blobs.ShouldBe(1);
        (await CollectAsync()).Outcome.ShouldBe(CollectionOutcome.Completed);
    }

    [Fact]
    public async Task Only_one_run_is_under_way_and_a_dead_one_holds_up_nobody_for_long()
    {
        (await Store.Leases.TryHoldAsync(Collector.LeaseName, "elsewhere", TimeSpan.FromMinutes(1), default)).ShouldBeTrue();
        (await CollectAsync()).Outcome.ShouldBe(CollectionOutcome.Busy);
        (await CollectAsync(dryRun: true)).Outcome.ShouldBe(CollectionOutcome.Completed);
        Advance(TimeSpan.FromMinutes(1));
        (await CollectAsync()).Outcome.ShouldBe(CollectionOutcome.Completed);
        (await CollectAsync()).Outcome.ShouldBe(CollectionOutcome.Completed);
    }

    [Fact]
    public async Task A_lease_lasts_for_its_holder_and_ends_for_others()
    {
        var minute = TimeSpan.FromMinutes(1);
        (await Store.Leases.TryHoldAsync("work", "a", minute, default)).ShouldBeTrue();
        Advance(minute / 2);
        (await Store.Leases.TryHoldAsync("work", "a", minute, default)).ShouldBeTrue();
        Advance(minute / 2);
        (await Store.Leases.TryHoldAsync("work", "b", minute, default)).ShouldBeFalse();
        await Store.Leases.ReleaseAsync("work", "b", default);
        (await Store.Leases.TryHoldAsync("work", "b", minute, default)).ShouldBeFalse();
        await Store.Leases.ReleaseAsync("work", "a", default);
        (await Store.Leases.TryHoldAsync("work", "b", minute, default)).ShouldBeTrue();
    }

    [Fact]
    public async Task What_a_dead_run_left_half_done_is_finished_by_the_next()
    {
        var blob = await UploadAsync();
        await Store.Blobs.RemoveAsync(Shop, blob.Digest, Event(), default);
        await Probe.SetBlobStateAsync(blob.Digest, 2);
        (await CollectAsync()).Blobs.ShouldBe(1);
        (await Probe.BlobStateAsync(blob.Digest)).ShouldBeNull();
        (await ObjectsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Reports_are_kept_newest_first()
    {
        await UploadAsync(size: 123);
        await CollectAsync();
        Advance(Grace);
        await CollectAsync();
        await CollectAsync(dryRun: true);
        var runs = await new Collector(Store, Bytes, Settings, TimeProvider.System).ListRunsAsync(10, default);
        runs.Select(r => (r.Bytes, r.Outcome, r.StartedAt)).ShouldBe([(123L, CollectionOutcome.Completed, Now), (0L, CollectionOutcome.Completed, Now - Grace)]);
    }

    [Fact]
    public async Task Measures_what_is_stored_and_what_is_condemned()
    {
        var image = await UploadImageAsync(tags: "1");
        await Store.Blobs.MountAsync(Other, image.Manifest.Layers[0].Digest, Now, Event(), default);
        await Probe.SetBlobStateAsync((await UploadAsync(size: 10)).Digest, 1);
        (await Store.Collection.MeasureAsync(default)).ShouldBe(new StorageTotals(1, 3, 2010, 1, 10));
    }
}
