using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Jobs;
using Plimsoll.Server.Retention;
using Plimsoll.Server.Watch.Metrics;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Sqlite;
using Plimsoll.Tests.Storage;

namespace Plimsoll.Tests.Server.Retention;

public sealed class RetentionWorkerTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualClock _clock = new();
    private readonly Meter _meter = new(nameof(RetentionWorkerTests));
    private readonly SqliteMetadataStore _store;
    private readonly RetentionWorker _worker;

    public RetentionWorkerTests()
    {
        _store = SqliteMetadataStore.Open(_directory.File("plimsoll.db"), _clock);
        _worker = NewWorker();
    }

    public async ValueTask DisposeAsync()
    {
        _meter.Dispose();
        await _store.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Runs_once_a_day_from_its_hour_on()
    {
        // Noon of the first of March.
        (await LookAsync()).ShouldBeFalse();
        _clock.Advance(TimeSpan.FromHours(3));
        (await LookAsync()).ShouldBeTrue();
        (await LookAsync()).ShouldBeFalse();
        _clock.Advance(TimeSpan.FromHours(23));
        (await LookAsync()).ShouldBeFalse();
        _clock.Advance(TimeSpan.FromHours(1));
        (await LookAsync()).ShouldBeTrue();
        _clock.Advance(TimeSpan.FromHours(30));
        (await LookAsync()).ShouldBeTrue();
        // It slept through an hour, so the next one comes at its usual time.
        _clock.Advance(TimeSpan.FromHours(17));
        (await LookAsync()).ShouldBeFalse();
        _clock.Advance(TimeSpan.FromHours(1));
        (await LookAsync()).ShouldBeTrue();
        _clock.Advance(TimeSpan.FromHours(-48));
        (await LookAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task Of_two_servers_one_runs_and_anybody_can_ask_for_another_run()
    {
        _clock.Advance(TimeSpan.FromHours(4));
        var other = NewWorker();
        var began = await Task.WhenAll(LookAsync(), other.RunIfDueAsync(default));
        began.Count(b => b).ShouldBe(1);
        await _store.Jobs.RequestAsync(RetentionWorker.Kind, "", new AuditEvent { Id = Guid.CreateVersion7(_clock.Now), At = _clock.Now, Action = "job.run", Outcome = "ok", Principal = "ada", AuthKind = "basic" }, default);
        (await other.RunIfDueAsync(default)).ShouldBeTrue();
        (await LookAsync()).ShouldBeFalse();
        var runs = await _store.Jobs.ListAsync(new JobQuery { Kind = RetentionWorker.Kind }, default);
        runs.Select(r => (r.State, r.Progress)).ShouldBe(Enumerable.Repeat((JobState.Done, (string?)"0 tags and 0 manifests of 0 repositories removed"), 2));
    }

    private Task<bool> LookAsync() => _worker.RunIfDueAsync(default);

    private RetentionWorker NewWorker() =>
        new(new JobRunner(_store, new JobMetrics(_meter), _clock, NullLogger<JobRunner>.Instance), _store, new RetentionPlanner(_store, _clock), new RetentionRunner(_store), new ServerOptions { Retention = { Hour = 15 } }, _clock, NullLogger<RetentionWorker>.Instance);
}
