namespace Plimsoll.Server.Jobs;

/// <summary>Looks again and again whether jobs are due, each in a loop of its own. A look that fails is logged, and the next one tries again.</summary>
internal sealed partial class JobLoops(IEnumerable<IRecurringJob> jobs, JobSignal signal, ILogger<JobLoops> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(jobs.Where(static j => j.IsEnabled).Select(job => Task.Run(() => LoopAsync(job, stoppingToken), CancellationToken.None)));

    private async Task LoopAsync(IRecurringJob job, CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await LookAsync(job, stopping);
                await signal.WaitAsync(job.Kind, job.Look, stopping);
            }
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // The server stops, and what was under way with it.
        }
    }

    private async Task LookAsync(IRecurringJob job, CancellationToken stopping)
    {
        try
        {
            await job.RunIfDueAsync(stopping);
        }
        catch (ObjectDisposedException)
        {
            // A start that failed takes the services apart without stopping them first.
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            LogFault(e, job.Kind);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "the job {Kind} could not be looked after")]
    private partial void LogFault(Exception exception, string kind);
}
