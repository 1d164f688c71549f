using Plimsoll.Server.Jobs;

namespace Plimsoll.Tests.Server.Jobs;

public sealed class QuietThreadTests
{
    [Fact]
    public async Task Work_stays_on_its_thread_over_every_await()
    {
        using var quiet = new QuietThread("quiet");
        var threads = await quiet.RunAsync(async () =>
        {
            var seen = new List<(int Id, string? Name)> { (Environment.CurrentManagedThreadId, Thread.CurrentThread.Name) };
            await Task.Yield();
            seen.Add((Environment.CurrentManagedThreadId, Thread.CurrentThread.Name));
            await Task.Run(static () => { });
            seen.Add((Environment.CurrentManagedThreadId, Thread.CurrentThread.Name));
            return seen;
        }, default);
        threads.Distinct().Count().ShouldBe(1);
        threads[0].Name.ShouldBe("quiet");
    }

    [Fact]
    public async Task Work_that_outlives_the_thread_comes_to_its_end()
    {
        var quiet = new QuietThread("quiet");
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goesOn = new TaskCompletionSource();
        var work = quiet.RunAsync(async () =>
        {
            begun.SetResult();
            await goesOn.Task;
            return 1;
        }, default);
        await begun.Task;
        quiet.Dispose();
        goesOn.SetResult();
        (await work.WaitAsync(TimeSpan.FromMinutes(1))).ShouldBe(1);
    }
}
