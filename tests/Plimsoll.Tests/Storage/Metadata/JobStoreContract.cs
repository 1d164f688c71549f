using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>What every store of runs promises: one holder at a time, nothing forgotten that waits, and an end to what is remembered.</summary>
public abstract class JobStoreContract : MetadataContract
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private IJobStore Jobs => Store.Jobs;

    private Task<JobRun?> BeginAsync(string holder = "a", string key = "", TimeSpan? every = null) => Jobs.BeginAsync(new JobClaim("sweep", key, holder, Lease, every), default);

    private Task<JobRun> RequestAsync(string kind = "sweep", string key = "") => Jobs.RequestAsync(kind, key, Event("job.request"), default);

    private async Task<JobRun> OnlyAsync() => (await Jobs.ListAsync(new JobQuery(), default)).ShouldHaveSingleItem();

    [Fact]
    public async Task A_run_that_nobody_asked_for_begins_only_when_its_time_has_come()
    {
        (await BeginAsync()).ShouldBeNull();
        var first = (await BeginAsync(every: Hour)).ShouldNotBeNull();
        (first.State, first.Attempts, first.Holder, first.StartedAt, first.HeartbeatAt, first.DueAt).ShouldBe((JobState.Running, 1, "a", Now, Now, Now + Lease));
        (await Jobs.CompleteAsync(first.Id, "a", "3 swept", default)).ShouldBeTrue();

        Advance(Hour - TimeSpan.FromSeconds(1));
        (await BeginAsync(every: Hour)).ShouldBeNull();
        Advance(TimeSpan.FromSeconds(1));
        (await BeginAsync(every: Hour))!.Id.ShouldNotBe(first.Id);
    }

    [Fact]
    public async Task One_that_was_asked_for_begins_at_once_and_only_once()
    {
        var asked = await RequestAsync();
        (await RequestAsync()).Id.ShouldBe(asked.Id);
        asked.State.ShouldBe(JobState.Waiting);

        (await BeginAsync())!.Id.ShouldBe(asked.Id);
        (await RequestAsync()).State.ShouldBe(JobState.Running);
        (await BeginAsync("b", every: Hour)).ShouldBeNull();
        (await EventsAsync()).Count(e => e.Action == "job.request").ShouldBe(3);
    }

    [Fact]
    public async Task Kinds_and_keys_run_beside_each_other()
    {
        foreach (var key in new[] { "", "shop/api", "shop/web" }) (await BeginAsync(key: key, every: Hour)).ShouldNotBeNull();
        (await Jobs.BeginAsync(new JobClaim("scrub", "", "a", Lease, Hour), default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Of_many_who_begin_at_once_one_does()
    {
        await RequestAsync();
        var begun = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => BeginAsync($"holder {i}", every: Hour))));
        begun.Count(r => r is not null).ShouldBe(1);
    }

    [Fact]
    public async Task A_holder_who_is_not_heard_of_loses_the_run_to_the_next()
    {
        var run = (await BeginAsync("a", every: Hour))!;
        Advance(Lease - TimeSpan.FromSeconds(1));
        (await BeginAsync("b")).ShouldBeNull();
        (await Jobs.RenewAsync(run.Id, "a", Lease, "half", default)).ShouldBeTrue();
        Advance(Lease - TimeSpan.FromSeconds(1));
        (await BeginAsync("b")).ShouldBeNull();
        Advance(TimeSpan.FromSeconds(1));

        var taken = (await BeginAsync("b"))!;

        (taken.Id, taken.Attempts, taken.Holder, taken.Progress).ShouldBe((run.Id, 2, "b", "half"));
        (await Jobs.RenewAsync(run.Id, "a", Lease, "three quarters", default)).ShouldBeFalse();
        (await Jobs.CompleteAsync(run.Id, "a", "all", default)).ShouldBeFalse();
        (await Jobs.FailAsync(run.Id, "a", "no", null, default)).ShouldBeFalse();
        (await OnlyAsync()).Progress.ShouldBe("half");
        (await Jobs.CompleteAsync(run.Id, "b", null, default)).ShouldBeTrue();
        (await OnlyAsync()).State.ShouldBe(JobState.Done);
    }

    [Fact]
    public async Task A_failure_is_tried_again_when_it_says_so_and_otherwise_stays_with_its_reason()
    {
        var run = (await BeginAsync(every: Hour))!;
        (await Jobs.FailAsync(run.Id, "a", "no disk", TimeSpan.FromMinutes(1), default)).ShouldBeTrue();
        (await BeginAsync(every: Hour)).ShouldBeNull();
        var waiting = await OnlyAsync();
        (waiting.State, waiting.Error, waiting.DueAt).ShouldBe((JobState.Waiting, "no disk", Now.AddMinutes(1)));

        Advance(TimeSpan.FromMinutes(1));
        (await BeginAsync(every: Hour))!.Attempts.ShouldBe(2);
        await Jobs.FailAsync(run.Id, "a", "still none", null, default);

        var failed = await OnlyAsync();
        (failed.State, failed.Error, failed.FinishedAt).ShouldBe((JobState.Failed, "still none", Now));
        (await BeginAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task What_failed_can_be_tried_again_with_all_attempts_before_it()
    {
        var run = (await BeginAsync(every: Hour))!;
        (await Jobs.RetryAsync(run.Id, Event("job.retry"), default)).ShouldBe(JobRetry.NotFailed);
        await Jobs.FailAsync(run.Id, "a", "no disk", null, default);

        (await Jobs.RetryAsync(run.Id, Event("job.retry"), default)).ShouldBe(JobRetry.Waiting);
        (await Jobs.RetryAsync(run.Id, Event("job.retry"), default)).ShouldBe(JobRetry.NotFailed);
        (await Jobs.RetryAsync(Guid.CreateVersion7(Now), Event("job.retry"), default)).ShouldBe(JobRetry.Unknown);

        var again = (await BeginAsync())!;
        (again.Id, again.Attempts).ShouldBe((run.Id, 1));
        (await EventsAsync()).Count(e => e.Action == "job.retry").ShouldBe(1);
    }

    [Fact]
    public async Task Another_run_that_is_on_its_way_leaves_nothing_to_try_again()
    {
        var run = (await BeginAsync(every: Hour))!;
        await Jobs.FailAsync(run.Id, "a", "no disk", null, default);
        await RequestAsync();
        (await Jobs.RetryAsync(run.Id, Event("job.retry"), default)).ShouldBe(JobRetry.NotFailed);
    }

    [Fact]
    public async Task Old_runs_are_forgotten_but_only_of_the_same_kind_and_key()
    {
        var other = (await BeginAsync(key: "other", every: Hour))!;
        await Jobs.CompleteAsync(other.Id, "a", null, default);
        for (var i = 0; i < IJobStore.Remembered + 5; i++)
        {
            Advance(Hour);
            await Jobs.CompleteAsync((await BeginAsync(every: Hour))!.Id, "a", $"run {i}", default);
        }
        var runs = await Jobs.ListAsync(new JobQuery { Limit = 1000 }, default);
        runs.Count(r => r.Key == "").ShouldBe(IJobStore.Remembered);
        runs.Count(r => r.Key == "other").ShouldBe(1);
        runs[0].Progress.ShouldBe($"run {IJobStore.Remembered + 4}");
    }

    [Fact]
    public async Task Lists_newest_first_in_pages_and_by_state_and_kind()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            Advance(TimeSpan.FromSeconds(1));
            ids.Insert(0, (await RequestAsync(i % 2 == 0 ? "even" : "odd", $"{i}")).Id);
        }
        await Jobs.BeginAsync(new JobClaim("even", "4", "a", Lease, null), default);

        (await Jobs.ListAsync(new JobQuery { Limit = 2 }, default)).Select(r => r.Id).ShouldBe(ids[..2]);
        (await Jobs.ListAsync(new JobQuery { Limit = 9, Before = ids[1] }, default)).Select(r => r.Id).ShouldBe(ids[2..]);
        (await Jobs.ListAsync(new JobQuery { Kind = "odd" }, default)).Select(r => r.Id).ShouldBe([ids[1], ids[3]]);
        (await Jobs.ListAsync(new JobQuery { State = JobState.Running }, default)).Select(r => r.Id).ShouldBe([ids[0]]);
        (await Jobs.ListAsync(new JobQuery { State = JobState.Waiting, Kind = "even" }, default)).Select(r => r.Id).ShouldBe([ids[2], ids[4]]);
    }

    [Fact]
    public async Task A_clock_that_was_set_back_does_not_stop_the_work()
    {
        var run = (await BeginAsync(every: Hour))!;
        await Jobs.CompleteAsync(run.Id, "a", null, default);
        Advance(TimeSpan.FromDays(-30));
        (await BeginAsync(every: Hour)).ShouldNotBeNull();
    }
}
