using System.Collections.Concurrent;
using System.Security.Cryptography;
using Plimsoll.Core;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>What every store of facts promises.</summary>
public abstract class FactsStoreContract : MetadataContract
{
    private static Digest RandomDigest() => Digest.Of(RandomNumberGenerator.GetBytes(16));

    private async Task<Digest> EnqueueAsync(int version = 1)
    {
        var digest = RandomDigest();
        await Store.Facts.EnqueueAsync(Shop, digest, version, default);
        return digest;
    }

    private Task<InspectionJob?> TakeAsync(int version = 1) => Store.Facts.TakeAsync(version, Now, Now.AddMinutes(5), default);

    [Fact]
    public async Task Keeps_the_facts_of_a_layer_by_version()
    {
        var layer = RandomDigest();
        (await Store.Facts.FindLayerAsync(layer, 1, default)).ShouldBeNull();
        await Store.Facts.StoreLayerAsync(layer, 1, "one"u8.ToArray(), default);
        await Store.Facts.StoreLayerAsync(layer, 1, "two"u8.ToArray(), default);
        (await Store.Facts.FindLayerAsync(layer, 1, default))!.Value.ToArray().ShouldBe("two"u8.ToArray());
        (await Store.Facts.FindLayerAsync(layer, 2, default)).ShouldBeNull();
    }

    [Fact]
    public async Task An_image_goes_from_waiting_to_done()
    {
        var image = await EnqueueAsync();
        (await Store.Facts.FindImageAsync(image, 1, default)).ShouldBe(new InspectionState("waiting", null, null));
        (await TakeAsync()).ShouldBe(new InspectionJob(Shop, image, 1));
        (await Store.Facts.FindImageAsync(image, 1, default))!.State.ShouldBe("running");
        await Store.Facts.CompleteAsync(image, 1, "{}"u8.ToArray(), default);
        var done = (await Store.Facts.FindImageAsync(image, 1, default))!;
        done.State.ShouldBe("done");
        done.Document!.Value.ToArray().ShouldBe("{}"u8.ToArray());
        (await TakeAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Gives_jobs_in_order_and_each_to_one_taker()
    {
        var queued = new List<Digest>();
        for (var i = 0; i < 40; i++)
        {
            queued.Add(await EnqueueAsync());
            Advance(TimeSpan.FromMilliseconds(5));
        }
        (await TakeAsync())!.Digest.ShouldBe(queued[0]);
        var taken = new ConcurrentBag<Digest>();
        await Parallel.ForAsync(0, 8, async (_, _) =>
        {
            while (await TakeAsync() is { } job) taken.Add(job.Digest);
        });
        taken.Count.ShouldBe(39);
        taken.Distinct().Count().ShouldBe(39);
    }

    [Fact]
    public async Task A_lease_that_ended_gives_the_job_to_another()
    {
        var image = await EnqueueAsync();
        await TakeAsync();
        (await TakeAsync()).ShouldBeNull();
        Advance(TimeSpan.FromMinutes(5));
        (await TakeAsync()).ShouldBe(new InspectionJob(Shop, image, 2));
        (await TakeAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task A_lease_that_is_extended_keeps_the_job()
    {
        await EnqueueAsync();
        var job = (await TakeAsync())!;
        Advance(TimeSpan.FromMinutes(4));
        (await Store.Facts.RenewAsync(job, 1, Now.AddMinutes(5), default)).ShouldBeTrue();
        Advance(TimeSpan.FromMinutes(4));
        (await TakeAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task A_lease_that_was_lost_cannot_be_extended()
    {
        await EnqueueAsync();
        var job = (await TakeAsync())!;
        Advance(TimeSpan.FromMinutes(6));
        var taken = (await TakeAsync())!;
        (await Store.Facts.RenewAsync(job, 1, Now.AddMinutes(5), default)).ShouldBeFalse();
        await Store.Facts.CompleteAsync(taken.Digest, 1, "{}"u8.ToArray(), default);
        (await Store.Facts.RenewAsync(taken, 1, Now.AddMinutes(5), default)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_failure_is_tried_again_when_its_time_comes()
    {
        var image = await EnqueueAsync();
        await TakeAsync();
        await Store.Facts.FailAsync(image, 1, "no route", Now.AddMinutes(1), default);
        (await Store.Facts.FindImageAsync(image, 1, default)).ShouldBe(new InspectionState("waiting", null, "no route"));
        (await TakeAsync()).ShouldBeNull();
        Advance(TimeSpan.FromMinutes(1));
        (await TakeAsync())!.Attempts.ShouldBe(2);
    }

    [Fact]
    public async Task A_failure_for_good_stays_until_the_image_is_asked_for_again()
    {
        var image = await EnqueueAsync();
        await TakeAsync();
        await Store.Facts.FailAsync(image, 1, "not a tar", null, default);
        (await Store.Facts.FindImageAsync(image, 1, default)).ShouldBe(new InspectionState("failed", null, "not a tar"));
        Advance(TimeSpan.FromDays(30));
        (await TakeAsync()).ShouldBeNull();
        await Store.Facts.EnqueueAsync(Other, image, 1, default);
        (await TakeAsync()).ShouldBe(new InspectionJob(Other, image, 1));
    }

    [Fact]
    public async Task What_waits_runs_or_is_done_is_not_queued_again()
    {
        var image = await EnqueueAsync();
        await Store.Facts.EnqueueAsync(Shop, image, 1, default);
        await TakeAsync();
        await Store.Facts.EnqueueAsync(Shop, image, 1, default);
        (await TakeAsync()).ShouldBeNull();
        await Store.Facts.CompleteAsync(image, 1, "{}"u8.ToArray(), default);
        await Store.Facts.EnqueueAsync(Shop, image, 1, default);
        (await Store.Facts.FindImageAsync(image, 1, default))!.State.ShouldBe("done");
    }

    [Fact]
    public async Task A_late_failure_does_not_undo_what_another_finished()
    {
        var image = await EnqueueAsync();
        await TakeAsync();
        await Store.Facts.CompleteAsync(image, 1, "{}"u8.ToArray(), default);
        await Store.Facts.FailAsync(image, 1, "late", Now, default);
        (await Store.Facts.FindImageAsync(image, 1, default))!.State.ShouldBe("done");
    }

    [Fact]
    public async Task Versions_of_the_scanner_have_queues_of_their_own()
    {
        var image = await EnqueueAsync(version: 1);
        (await TakeAsync(version: 2)).ShouldBeNull();
        await Store.Facts.EnqueueAsync(Shop, image, 2, default);
        (await TakeAsync(version: 2))!.Digest.ShouldBe(image);
        (await TakeAsync(version: 1))!.Digest.ShouldBe(image);
    }

    [Fact]
    public async Task Lists_and_counts_what_is_not_done_with_what_failed_first()
    {
        var images = new List<Digest>();
        for (var i = 0; i < 6; i++) images.Add(await EnqueueAsync());
        var failed = (await TakeAsync())!.Digest;
        await Store.Facts.FailAsync(failed, 1, "not a tar", null, default);
        var done = (await TakeAsync())!.Digest;
        await Store.Facts.CompleteAsync(done, 1, "{}"u8.ToArray(), default);
        var running = (await TakeAsync())!.Digest;

        (await Store.Facts.CountOpenAsync(1, default)).ShouldBe(new InspectionCounts(3, 1, 1));
        (await Store.Facts.CountOpenAsync(2, default)).ShouldBe(new InspectionCounts(0, 0, 0));
        var all = await Store.Facts.ListOpenAsync(1, null, null, 10, default);
        all.Select(i => i.State).ShouldBe(["failed", "running", "waiting", "waiting", "waiting"]);
        all[0].ShouldBe(new OpenInspection(failed, Shop, "failed", 1, all[0].DueAt, Now, Now, "not a tar"));
        (all[1].Digest, all[1].StartedAt, all[1].FinishedAt).ShouldBe((running, Now, null));
        (await Store.Facts.ListOpenAsync(1, null, ("running", running), 2, default)).ShouldBe(all.Skip(2).Take(2));
        (await Store.Facts.ListOpenAsync(1, "waiting", ("waiting", all[3].Digest), 10, default)).ShouldBe(all.Skip(4));
    }

    [Fact]
    public async Task What_failed_can_be_tried_again_with_all_attempts_before_it()
    {
        var image = await EnqueueAsync();
        (await Store.Facts.RetryAsync(image, 1, Event("job.retry"), default)).ShouldBe(JobRetry.NotFailed);
        (await Store.Facts.RetryAsync(RandomDigest(), 1, Event("job.retry"), default)).ShouldBe(JobRetry.Unknown);
        await TakeAsync();
        await Store.Facts.FailAsync(image, 1, "not a tar", null, default);

        (await Store.Facts.RetryAsync(image, 1, Event("job.retry"), default)).ShouldBe(JobRetry.Waiting);

        (await TakeAsync()).ShouldBe(new InspectionJob(Shop, image, 1));
        (await EventsAsync()).ShouldHaveSingleItem().Action.ShouldBe("job.retry");
    }

    [Fact]
    public async Task Lists_images_that_only_older_scanners_opened_and_forgets_their_facts_when_a_newer_one_has()
    {
        var (old, current, gone) = (await PushImageAsync(), await PushImageAsync(), await EnqueueAsync());
        foreach (var image in new[] { old.Digest, current.Digest }) await Store.Facts.EnqueueAsync(Shop, image, 1, default);
        foreach (var image in new[] { old.Digest, current.Digest, gone }) await Store.Facts.CompleteAsync(image, 1, "1"u8.ToArray(), default);
        await Store.Facts.EnqueueAsync(Shop, current.Digest, 2, default);

        // One waits for the new scanner already, and no repository has the third.
        (await Store.Facts.ListOutdatedAsync(2, null, 10, default)).ShouldHaveSingleItem().ShouldBe(new OutdatedImage(old.Digest, Shop));
        (await Store.Facts.ListOutdatedAsync(2, old.Digest, 10, default)).ShouldBeEmpty();
        (await Store.Facts.ListOutdatedAsync(1, null, 10, default)).ShouldBeEmpty();
        (await Store.Facts.FindLatestImageAsync(current.Digest, 2, default))!.ScannerVersion.ShouldBe(1);
        await Store.Facts.CompleteAsync(current.Digest, 2, "2"u8.ToArray(), default);
        (await Store.Facts.FindLatestImageAsync(current.Digest, 3, default))!.Content.ToArray().ShouldBe("2"u8.ToArray());
        (await Store.Facts.FindImageAsync(current.Digest, 1, default)).ShouldBeNull();
        (await Store.Facts.FindLatestImageAsync(current.Digest, 1, default)).ShouldBeNull();

        await Store.Facts.StoreLayerAsync(old.Digest, 1, "1"u8.ToArray(), default);
        (await Store.Facts.FindLatestLayerAsync(old.Digest, 2, default))!.ScannerVersion.ShouldBe(1);
        await Store.Facts.StoreLayerAsync(old.Digest, 2, "2"u8.ToArray(), default);
        (await Store.Facts.FindLayerAsync(old.Digest, 1, default)).ShouldBeNull();
        (await Store.Facts.FindLatestLayerAsync(old.Digest, 2, default))!.ScannerVersion.ShouldBe(2);
    }
}
