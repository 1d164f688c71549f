using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Jobs;
using Plimsoll.Server.Trust;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Server.Jobs;

public sealed class FollowerTests
{
    [Fact]
    public async Task Stays_on_its_quiet_thread_after_every_rest()
    {
        using var quiet = new QuietThread("quiet");
        using var follower = new Resting(quiet);
        await follower.StartAsync(TestContext.Current.CancellationToken);
        await follower.Enough.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await follower.StopAsync(TestContext.Current.CancellationToken);
        follower.Threads.Distinct().ShouldBe(["quiet"]);
    }

    [Fact]
    public async Task Says_what_is_not_available_once_and_without_a_trace()
    {
        var log = new Said();
        using var follower = new Refused(log);
        await follower.StartAsync(TestContext.Current.CancellationToken);
        await follower.Enough.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await follower.StopAsync(TestContext.Current.CancellationToken);
        log.Lines.ShouldBe(["a test waits: no key", "a test waits: no disk"]);
        log.Traces.ShouldBe(0);
    }

    /// <summary>Is refused for one reason, then for another, again and again.</summary>
    private sealed class Refused(Said log) : Follower("a test", "test", TimeSpan.FromMilliseconds(1), new NoLeases(), new Hasty(), log)
    {
        private int _steps;

        public TaskCompletionSource Enough { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override Task<bool> StepAsync(CancellationToken stopping)
        {
            if (++_steps == 6) Enough.TrySetResult();
            throw new OciException(TrustError.Sealed, _steps <= 3 ? "no key" : "no disk");
        }
    }

    /// <summary>A clock on which every wait is over at once.</summary>
    private sealed class Hasty : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, TimeSpan.FromMilliseconds(1), period);
    }

    private sealed class Said : ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public int Traces { get; private set; }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Lines.Enqueue(formatter(state, exception));
            if (exception is not null) Traces++;
        }
    }

    private sealed class Resting(QuietThread thread) : Follower("a test", "test", TimeSpan.FromMilliseconds(1), new NoLeases(), TimeProvider.System, NullLogger.Instance, thread)
    {
        public ConcurrentQueue<string?> Threads { get; } = [];

        public TaskCompletionSource Enough { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async Task<bool> StepAsync(CancellationToken stopping)
        {
            Threads.Enqueue(Thread.CurrentThread.Name);
            await Task.Delay(1, stopping);
            Threads.Enqueue(Thread.CurrentThread.Name);
            if (Threads.Count >= 6) Enough.TrySetResult();
            return false;
        }
    }

    private sealed class NoLeases : ILeaseStore
    {
        public Task<bool> TryHoldAsync(string name, string holder, TimeSpan duration, CancellationToken cancellationToken) => Task.FromResult(true);

        public Task ReleaseAsync(string name, string holder, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
