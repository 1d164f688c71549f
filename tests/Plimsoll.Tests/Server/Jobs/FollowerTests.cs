using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Plimsoll.Server.Jobs;
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
