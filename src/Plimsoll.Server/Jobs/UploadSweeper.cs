using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Jobs;

/// <summary>Ends uploads that stood still for too long; their bytes go the way of all garbage.</summary>
internal sealed partial class UploadSweeper(IMetadataStore metadata, TimeProvider time, ILogger<UploadSweeper> logger) : BackgroundService
{
    private const int BatchSize = 200;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    /// <summary>Ends everything that expired; how many uploads that were.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var ended = 0;
        while (await metadata.Uploads.ListExpiredAsync(time.GetUtcNow(), BatchSize, cancellationToken) is { Count: > 0 } expired)
        {
            foreach (var upload in expired) await metadata.Uploads.CancelAsync(upload.Repository, upload.Id, cancellationToken);
            ended += expired.Count;
        }
        return ended;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do await SweepOrLogAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task SweepOrLogAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await SweepAsync(stoppingToken) is var ended and > 0) LogSwept(ended);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogFault(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "ended {Count} expired uploads")]
    private partial void LogSwept(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "sweeping uploads failed")]
    private partial void LogFault(Exception exception);
}
