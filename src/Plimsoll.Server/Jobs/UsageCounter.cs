using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Jobs;

/// <summary>Counts what is stored, now and then and when somebody asks.</summary>
internal sealed partial class UsageCounter(JobRunner jobs, IMetadataStore metadata, TimeProvider time, ILogger<UsageCounter> logger) : BackgroundService
{
    /// <summary>What the job is called.</summary>
    public const string Kind = "count-storage";

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(15);

    // How long somebody who asks may have to wait for the begin.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    /// <summary>Counts when it is due.</summary>
    public Task<bool> CountAsync(CancellationToken stopping) => jobs.RunAsync(Kind, "", Interval, async (progress, cancelled) =>
    {
        var usage = await metadata.Usage.CountAsync(
            text =>
            {
                progress.Report(text);
                return Task.CompletedTask;
            },
            cancelled);
        return $"{usage.Blobs} blobs, {usage.Manifests} manifests, {usage.Repositories} repositories";
    }, stopping);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(Look, time);
        try
        {
            do await CountOrLogAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task CountOrLogAsync(CancellationToken stoppingToken)
    {
        try
        {
            await CountAsync(stoppingToken);
        }
        catch (ObjectDisposedException)
        {
            // A start that failed takes the services apart without stopping them first.
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogFault(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "counting the store failed")]
    private partial void LogFault(Exception exception);
}
