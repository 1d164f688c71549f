using Plimsoll.Server.Configuration;
using Plimsoll.Storage.Collection;

namespace Plimsoll.Server.Jobs;

/// <summary>Collects garbage now and then. Every server tries; the lease of the collector sees to it that one at a time does.</summary>
internal sealed partial class CollectionWorker(Collector collector, ServerOptions options, TimeProvider time, ILogger<CollectionWorker> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Collection.Enabled) return;
        using var timer = new PeriodicTimer(options.Collection.Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await CollectOrLogAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task CollectOrLogAsync(CancellationToken stoppingToken)
    {
        try
        {
            var report = await collector.RunAsync(dryRun: false, confirmed: false, stoppingToken);
            if (report.Outcome is CollectionOutcome.Braked or CollectionOutcome.Paused) LogStopped(report.Outcome, report.Reason!);
            if (report.Failed > 0) LogFailed(report.Failed);
            if (report.Manifests + report.Blobs + report.Keys + report.Uploads > 0) LogCollected(report.Manifests, report.Blobs, report.Bytes, report.Keys, report.Uploads);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogFault(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "collected {Manifests} manifests, {Blobs} blobs of {Bytes} bytes and {Keys} objects of uploads; ended {Uploads} expired uploads")]
    private partial void LogCollected(int manifests, int blobs, long bytes, int keys, int uploads);

    [LoggerMessage(Level = LogLevel.Warning, Message = "collection {Outcome}: {Reason}")]
    private partial void LogStopped(CollectionOutcome outcome, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} objects could not be deleted; the next run tries again")]
    private partial void LogFailed(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "collection failed; the next run goes on where it stopped")]
    private partial void LogFault(Exception exception);
}
