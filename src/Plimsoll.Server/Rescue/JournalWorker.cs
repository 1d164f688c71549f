using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Journal;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Rescue;

/// <summary>Writes the journal, every second and once more when the server stops. What a rebuild can miss is what was pushed within that second.</summary>
internal sealed partial class JournalWorker(IMetadataStore metadata, IObjectStore objects, StoreHealth health, TimeProvider time, ILogger<JournalWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    private readonly JournalWriter _writer = new(metadata, objects);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (health.IsSound) await FlushAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!health.IsSound) return;
        try
        {
            while (true) await Task.Delay(await FlushAsync(stoppingToken) ? Interval : Rest, time, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task<bool> FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _writer.FlushAsync(cancellationToken);
            return true;
        }
        catch (ObjectDisposedException)
        {
            // A start that failed takes the services apart without stopping them first.
            return false;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogFault(e);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "the journal cannot be written; until it can, what is pushed is in the database only")]
    private partial void LogFault(Exception exception);
}
