using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Plimsoll.Server.Jobs;
using Plimsoll.Server.Watch.Metrics;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Sqlite;
using Plimsoll.Tests.Storage;

namespace Plimsoll.Tests.Server.Jobs;

public sealed class JobRunnerTests : IAsyncDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly TemporaryDirectory _directory = new();
    private readonly ManualClock _clock = new();
    private readonly Meter _meter = new(nameof(JobRunnerTests));
    private readonly SqliteMetadataStore _metadata;
    private readonly JobRunner _runner;

    public JobRunnerTests()
    {
        _metadata = SqliteMetadataStore.Open(_directory.File("plimsoll.db"), _clock);
        _runner = new JobRunner(_metadata, new JobMetrics(_meter), _clock, NullLogger<JobRunner>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _metadata.DisposeAsync();
        _meter.Dispose();
        _directory.Dispose();
    }

    private async Task<JobRun> OnlyAsync() => (await _metadata.Jobs.ListAsync(new JobQuery(), default)).ShouldHaveSingleItem();

    [Theory]
    [InlineData("backup", "", "job backup failed (run ")]
    [InlineData("retention", "shop/api", "job retention shop/api failed (run ")]
    public async Task Names_the_job_that_failed(string kind, string key, string line)
    {
        var log = new Lines();

        await new JobRunner(_metadata, new JobMetrics(_meter), _clock, log).RunAsync(kind, key, Hour, (_, _) => throw new IOException("no room"), default);

        log.Text.ShouldStartWith(line);
    }

    [Fact]
    public async Task Keeps_what_the_work_came_to_and_does_it_once_in_its_time()
    {
        var done = 0;
        Task<string?> Work(JobProgress progress, CancellationToken cancelled) => Task.FromResult<string?>($"{++done} swept");

        (await _runner.RunAsync("sweep", "", Hour, Work, default)).ShouldBeTrue();
        (await _runner.RunAsync("sweep", "", Hour, Work, default)).ShouldBeFalse();

        var run = await OnlyAsync();
        (run.State, run.Progress, run.FinishedAt).ShouldBe((JobState.Done, "1 swept", _clock.Now));
        run.Holder.ShouldStartWith(Environment.MachineName + ":");
    }

    [Fact]
    public async Task Tries_what_fails_a_few_times_ever_later_and_then_says_why()
    {
        var attempts = 0;
        for (var i = 0; i < 20; i++)
        {
            await _runner.RunAsync("sweep", "", Hour * 1000, (_, _) => throw new IOException($"no disk, time {++attempts}"), default);
            _clock.Advance(TimeSpan.FromMinutes(20));
        }
        attempts.ShouldBe(5);
        var run = await OnlyAsync();
        (run.State, run.Error, run.Attempts).ShouldBe((JobState.Failed, "no disk, time 5", 5));
    }

    [Fact]
    public async Task A_server_that_stops_leaves_the_work_to_the_next()
    {
        using var stopping = new CancellationTokenSource();
        await _runner.RunAsync("sweep", "", Hour, async (_, cancelled) =>
        {
            await stopping.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancelled);
            return null;
        }, stopping.Token);
        (await OnlyAsync()).State.ShouldBe(JobState.Waiting);

        (await _runner.RunAsync("sweep", "", Hour, (_, _) => Task.FromResult<string?>("done"), default)).ShouldBeTrue();
        (await OnlyAsync()).State.ShouldBe(JobState.Done);
    }

    [Fact]
    public async Task Work_that_another_server_took_over_ends_nothing()
    {
        await _runner.RunAsync("sweep", "", Hour, async (_, _) =>
        {
            _clock.Advance(Hour);
            (await _metadata.Jobs.BeginAsync(new JobClaim("sweep", "", "another", Hour, null), default)).ShouldNotBeNull();
            return "late";
        }, default);
        var run = await OnlyAsync();
        (run.State, run.Holder, run.Progress).ShouldBe((JobState.Running, "another", null));
    }

    private sealed class Lines : ILogger<JobRunner>
    {
        public string Text { get; private set; } = "";

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Text += formatter(state, exception) + "\n";
    }
}
