using Microsoft.Extensions.Logging.Abstractions;
using Plimsoll.Server.Jobs;

namespace Plimsoll.Tests.Server.Jobs;

public sealed class JobLoopsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Looks_at_once_again_when_woken_and_also_after_a_look_that_failed()
    {
        var (job, idle, signal) = (new Job("one", true, fails: true), new Job("other", false), new JobSignal());
        using var loops = new JobLoops([job, idle], signal, NullLogger<JobLoops>.Instance);
        await loops.StartAsync(default);

        for (var looks = 1; looks <= 3; looks++)
        {
            (await job.Looked.WaitAsync(Patience, TestContext.Current.CancellationToken)).ShouldBeTrue($"look {looks}");
            signal.Wake("one");
            signal.Wake("other");
        }
        await loops.StopAsync(default);

        idle.Looked.CurrentCount.ShouldBe(0);
        loops.ExecuteTask!.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task A_job_that_takes_long_holds_up_no_other()
    {
        var (slow, quick) = (new Job("slow", true, blocks: true), new Job("quick", true));
        using var loops = new JobLoops([slow, quick], new JobSignal(), NullLogger<JobLoops>.Instance);
        await loops.StartAsync(default);
        (await quick.Looked.WaitAsync(Patience, TestContext.Current.CancellationToken)).ShouldBeTrue();
        await loops.StopAsync(default);
    }

    private sealed class Job(string kind, bool isEnabled, bool fails = false, bool blocks = false) : IRecurringJob
    {
        public SemaphoreSlim Looked { get; } = new(0);

        public string Kind => kind;

        public bool IsEnabled => isEnabled;

        public TimeSpan Look => TimeSpan.FromDays(1);

        public async Task<bool> RunIfDueAsync(CancellationToken stopping)
        {
            if (blocks) await Task.Delay(Timeout.Infinite, stopping);
            Looked.Release();
            return fails ? throw new IOException("no disk") : true;
        }
    }
}
