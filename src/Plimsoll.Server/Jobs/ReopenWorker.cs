using Plimsoll.Inspection;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Registry;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Jobs;

/// <summary>
/// Has images opened again that only an older scanner knows. A few at a time, and only while nothing else waits: what is pushed comes first. The rows themselves say what is left to do, so it goes on
/// after a restart, and several servers do no harm.
/// </summary>
internal sealed partial class ReopenWorker(IMetadataStore metadata, InspectionTrigger trigger, ServerOptions options, TimeProvider time, ILogger<ReopenWorker> logger) : BackgroundService
{
    private const int Batch = 4;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(10);

    /// <summary>Queues some of them; false when none is left.</summary>
    public async Task<bool> QueueAsync(int scannerVersion, CancellationToken stopping)
    {
        var open = await metadata.Facts.CountOpenAsync(scannerVersion, stopping);
        if (open.Waiting + open.Running > 0) return true;
        var outdated = await metadata.Facts.ListOutdatedAsync(scannerVersion, null, Batch, stopping);
        foreach (var image in outdated) await metadata.Facts.EnqueueAsync(image.Repository, image.Digest, scannerVersion, stopping);
        if (outdated.Count > 0) trigger.Wake();
        return outdated.Count > 0;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (options.Inspection.Enabled && !stoppingToken.IsCancellationRequested)
        {
            var isMore = false;
            try
            {
                isMore = await QueueAsync(ImageInspector.ScannerVersion, stoppingToken);
            }
            catch (Exception e) when (e is ObjectDisposedException || stoppingToken.IsCancellationRequested)
            {
                // The server stops, or its start failed.
                return;
            }
            catch (Exception e)
            {
                LogFault(e);
            }
            await Task.Delay(isMore ? Look : Rest, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "images that an older scanner opened could not be listed")]
    private partial void LogFault(Exception exception);
}
