using System.Diagnostics.Metrics;
using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Jobs;
using Plimsoll.Server.Rescue;
using Plimsoll.Server.Watch.Metrics;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Collection;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Scrubbing;
using Plimsoll.Tests.Storage;
using Plimsoll.Tests.Storage.Metadata;

namespace Plimsoll.Tests.Server.Jobs;

/// <summary>Collection, scrub and backup as runs that can be seen, in every database.</summary>
public abstract class MaintenanceJobsContract : MetadataContract
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Meter _meter = new(nameof(MaintenanceJobsContract));
    private readonly MemoryBlobStore _blobs = new();
    private readonly JobSignal _signal = new();
    private readonly ServerOptions _options = new() { Collection = { IntervalMinutes = 10 } };

    private JobRunner Runner => new(Store, new JobMetrics(_meter), Time, NullLogger<JobRunner>.Instance);

    private CollectionJob Collection(IBlobStore? blobs = null) =>
        new(Runner, new Collector(Store, blobs ?? _blobs, new CollectionSettings { Grace = TimeSpan.FromHours(1), KeepUntagged = false }, TimeProvider.System), Store, _options, NullLogger<CollectionJob>.Instance);

    private ScrubJob Scrubbing(IBlobStore? blobs = null) => new(Runner, _signal, Store, blobs ?? _blobs, _options, Time, NullLogger<ScrubJob>.Instance);

    private BackupJob Backup(string folder = "backups")
    {
        _options.Backup.Folder = _directory.File(folder);
        return new BackupJob(Runner, _signal, Store, _blobs, _options, Time);
    }

    private async Task<JobRun> OnlyAsync(string kind) => (await Store.Jobs.ListAsync(new JobQuery { Kind = kind }, default)).ShouldHaveSingleItem();

    private Task<ScrubNotes> ScrubAsync(ScrubJob job) => job.StartAsync(new ScrubRequest { Rate = 0 }, null, null, Event("scrub"), default);

    private static async Task<string> RefusedAsync(Task asking) => (await Should.ThrowAsync<OciException>(asking)).Message;

    /// <summary>Looks until the last attempt failed.</summary>
    private async Task<JobRun> ExhaustAsync(IRecurringJob job)
    {
        for (var i = 0; i < 6; i++)
        {
            await job.RunIfDueAsync(default);
            Advance(TimeSpan.FromMinutes(5));
        }
        return await OnlyAsync(job.Kind);
    }

    [Fact]
    public async Task Collection_is_a_run_with_its_outcome_when_its_time_has_come()
    {
        await PushImageAsync();
        Advance(TimeSpan.FromDays(2));
        using var job = Collection();

        (await job.RunIfDueAsync(default)).ShouldBeTrue();
        var run = await OnlyAsync("collection");
        (run.State, run.Key, run.Error).ShouldBe((JobState.Done, "", null));
        run.Progress.ShouldBe("1 manifests, 0 blobs of 0 bytes and 0 objects of uploads deleted, 0 expired uploads ended");
        (await job.RunIfDueAsync(default)).ShouldBeFalse();
        Advance(TimeSpan.FromMinutes(10));
        (await job.RunIfDueAsync(default)).ShouldBeTrue();
    }

    [Fact]
    public async Task Collection_with_confirmation_is_a_run_of_its_own_that_says_who_asked()
    {
        _options.Collection.Enabled = false;
        using var job = Collection();
        (await job.RunIfDueAsync(default)).ShouldBeFalse();

        (await job.RunNowAsync(confirmed: true, Event("start-collection"), default)).ShouldNotBeNull().Outcome.ShouldBe(CollectionOutcome.Completed);

        (await OnlyAsync("collection")).Key.ShouldBe(CollectionJob.Confirmed);
        (await EventsAsync()).Count(e => e.Action == "start-collection").ShouldBe(1);
        (await job.RunNowAsync(confirmed: false, Event("start-collection"), default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Collection_that_fails_says_why_and_can_be_tried_again()
    {
        var upload = await StartUploadAsync();
        await Store.Uploads.CancelAsync(Shop, upload.Id, default);
        Advance(TimeSpan.FromHours(2));
        using var broken = Collection(BrokenStore.Create());
        _options.Collection.IntervalMinutes = 1000;

        var failed = await ExhaustAsync(broken);
        (failed.State, failed.Attempts).ShouldBe((JobState.Failed, 5));
        failed.Error.ShouldBe("the store broke");
        (await Store.Leases.TryHoldAsync(Collector.LeaseName, "somebody", TimeSpan.FromSeconds(1), default)).ShouldBeTrue("a run that failed holds up nobody");
        Advance(TimeSpan.FromMinutes(1));

        (await Store.Jobs.RetryAsync(failed.Id, Event("job.retry"), default)).ShouldBe(JobRetry.Waiting);
        using var mended = Collection();
        (await mended.RunIfDueAsync(default)).ShouldBeTrue();
        (await OnlyAsync("collection")).Progress.ShouldNotBeNull().ShouldContain("1 objects of uploads deleted");
    }

    [Fact]
    public async Task A_scrub_is_a_run_and_one_runs_at_a_time()
    {
        await PublishAsync(Digest.Of("bytes"u8), 5, new BlobLocation.Inline("bytes"u8.ToArray()));
        using var job = Scrubbing();
        (await job.RunIfDueAsync(default)).ShouldBeFalse("the first one of a store is due a whole interval later");
        (await ScrubAsync(job)).FinishedAt.ShouldBeNull();
        (await RefusedAsync(ScrubAsync(job))).ShouldContain("runs already");

        (await job.RunIfDueAsync(default)).ShouldBeTrue();

        var run = await OnlyAsync("scrub");
        (run.State, run.Progress).ShouldBe((JobState.Done, "1 blobs with 5 bytes are as they were pushed; 0 were repaired, 0 orphans"));
        (await job.ReadAsync(default)).ShouldNotBeNull().FinishedAt.ShouldBe(Now);
        (await EventsAsync()).Count(e => e.Action == "scrub").ShouldBe(1);
        Advance(TimeSpan.FromDays(30));
        (await job.RunIfDueAsync(default)).ShouldBeTrue("it is due by the settings");
    }

    [Fact]
    public async Task A_scrub_that_fails_says_why_and_goes_on_where_it_stood_when_it_is_tried_again()
    {
        await PublishAsync(Digest.Of("here"u8), 4, new BlobLocation.Inline("here"u8.ToArray()));
        await PushBlobAsync();
        using var broken = Scrubbing(BrokenStore.Create());
        await ScrubAsync(broken);

        var failed = await ExhaustAsync(broken);
        (failed.State, failed.Error).ShouldBe((JobState.Failed, "the store broke"));
        (await broken.ReadAsync(default)).ShouldNotBeNull().FinishedAt.ShouldBeNull();
        (await broken.RunIfDueAsync(default)).ShouldBeFalse("it waits for somebody");

        (await Store.Jobs.RetryAsync(failed.Id, Event("job.retry"), default)).ShouldBe(JobRetry.Waiting);
        using var mended = Scrubbing();
        (await mended.RunIfDueAsync(default)).ShouldBeTrue();
        (await OnlyAsync("scrub")).Progress.ShouldBe("0 blobs are missing, 0 damaged, 1 could not be read; 0 were repaired, 0 orphans", "what was looked at is not looked at again");
    }

    [Fact]
    public async Task A_scrub_that_was_begun_before_there_were_runs_goes_on()
    {
        await Scrub.BeginAsync(Store, new ScrubRequest(), Time, default);
        using var job = Scrubbing();
        (await job.RunIfDueAsync(default)).ShouldBeTrue();
        (await OnlyAsync("scrub")).State.ShouldBe(JobState.Done);
    }

    [Fact]
    public async Task A_backup_is_a_run_and_one_runs_at_a_time()
    {
        await PublishAsync(Digest.Of("bytes"u8), 5, new BlobLocation.Inline("bytes"u8.ToArray()));
        var job = Backup();
        (await job.ReadAsync(default)).State.ShouldBe("idle");
        (await job.StartAsync(Event("start-backup"), default)).State.ShouldBe("waiting");
        (await RefusedAsync(job.StartAsync(Event("start-backup"), default))).ShouldContain("runs already");

        (await job.RunIfDueAsync(default)).ShouldBeTrue();

        var state = await job.ReadAsync(default);
        state.State.ShouldBe("done", state.Error);
        state.Progress.ShouldNotBeNull().ShouldMatch("^snapshot [0-9TZ]+, 0 blobs with 0 bytes, 0 missing or damaged$");
        Directory.GetDirectories(Path.Combine(_options.Backup.Folder!, "snapshots")).ShouldHaveSingleItem();
        (await EventsAsync()).Where(e => e.Action.EndsWith("backup", StringComparison.Ordinal)).Select(e => (e.Action, e.Principal)).ShouldBe([("backup", "system"), ("start-backup", "ada")], ignoreOrder: true);
    }

    [Fact]
    public async Task A_backup_that_fails_says_why_and_can_be_tried_again()
    {
        await File.WriteAllTextAsync(_directory.File("backups"), "in the way", TestContext.Current.CancellationToken);
        var job = Backup();
        await job.StartAsync(Event("start-backup"), default);

        (await ExhaustAsync(job)).Error.ShouldNotBeNullOrEmpty();
        var state = await job.ReadAsync(default);
        state.State.ShouldBe("failed");

        File.Delete(_directory.File("backups"));
        (await Store.Jobs.RetryAsync((await OnlyAsync("backup")).Id, Event("job.retry"), default)).ShouldBe(JobRetry.Waiting);
        (await job.RunIfDueAsync(default)).ShouldBeTrue();
        (await job.ReadAsync(default)).State.ShouldBe("done");
    }

    [Fact]
    public async Task Without_a_folder_there_are_no_backups()
    {
        var job = Backup();
        _options.Backup.Folder = null;
        job.IsEnabled.ShouldBeFalse();
        (await RefusedAsync(job.StartAsync(Event("start-backup"), default))).ShouldContain("backup.folder");
    }

    /// <summary>A store of which every call fails.</summary>
    public class BrokenStore : DispatchProxy
    {
        public static IBlobStore Create() => Create<IBlobStore, BrokenStore>();

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new InvalidOperationException("the store broke");
    }
}
