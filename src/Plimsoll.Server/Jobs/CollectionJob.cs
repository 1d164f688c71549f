using Plimsoll.Server.Configuration;
using Plimsoll.Storage.Collection;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Jobs;

/// <summary>
/// Collects garbage now and then, and when somebody asks. The lease of the collector sees to it that a run that was asked for with confirmation, which is a job of its own, and
/// the one that was due do not meet.
/// </summary>
internal sealed partial class CollectionJob(JobRunner jobs, Collector collector, IMetadataStore metadata, ServerOptions options, ILogger<CollectionJob> logger) : IRecurringJob, IDisposable
{
    /// <summary>What the job is called.</summary>
    public const string Kind = "collection";

    /// <summary>The key of runs that delete however much it is.</summary>
    public const string Confirmed = "confirmed";

    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _alone = new(1, 1);
    private readonly QuietThread _thread = new("collection");

    string IRecurringJob.Kind => Kind;

    /// <summary>Also where it does not begin by itself: somebody may ask for a run.</summary>
    public bool IsEnabled => true;

    public TimeSpan Look => options.Collection.Interval < LongestLook ? options.Collection.Interval : LongestLook;

    /// <summary>A look that comes a little early counts, or every second one would come too late.</summary>
    private TimeSpan? Every => options.Collection.Enabled ? options.Collection.Interval - (Look / 2) : null;

    public async Task<bool> RunIfDueAsync(CancellationToken stopping)
    {
        await _alone.WaitAsync(stopping);
        try
        {
            return await RunAsync("", Every, stopping) is not null | await RunAsync(Confirmed, null, stopping) is not null;
        }
        finally
        {
            _alone.Release();
        }
    }

    /// <summary>Asks for a run and does it; null when another server does it.</summary>
    /// <param name="confirmed">Deletes however much it is, and takes the clock as it is.</param>
    /// <param name="audit">Who asks.</param>
    /// <param name="stopping">Cancelled when the server stops; another one goes on then.</param>
    public async Task<CollectionReport?> RunNowAsync(bool confirmed, AuditEvent audit, CancellationToken stopping)
    {
        await _alone.WaitAsync(stopping);
        try
        {
            var key = confirmed ? Confirmed : "";
            await metadata.Jobs.RequestAsync(Kind, key, audit, stopping);
            return await RunAsync(key, null, stopping);
        }
        finally
        {
            _alone.Release();
        }
    }

    public void Dispose()
    {
        _thread.Dispose();
        _alone.Dispose();
    }

    private async Task<CollectionReport?> RunAsync(string key, TimeSpan? every, CancellationToken stopping)
    {
        CollectionReport? report = null;
        await jobs.RunAsync(Kind, key, every, async (progress, cancelled) =>
        {
            report = await _thread.RunAsync(() => collector.RunAsync(dryRun: false, key == Confirmed, new Progress(progress), cancelled), cancelled);
            Log(report);
            return report.Describe();
        }, stopping);
        return report;
    }

    private void Log(CollectionReport report)
    {
        if (report.Outcome is CollectionOutcome.Braked or CollectionOutcome.Paused) LogStopped(report.Outcome, report.Reason!);
        if (report.Failed > 0) LogFailed(report.Failed);
        if (report.Manifests + report.Blobs + report.Keys + report.Uploads > 0) LogCollected(report.Manifests, report.Blobs, report.Bytes, report.Keys, report.Uploads);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "collected {Manifests} manifests, {Blobs} blobs of {Bytes} bytes and {Keys} objects of uploads; ended {Uploads} expired uploads")]
    private partial void LogCollected(int manifests, int blobs, long bytes, int keys, int uploads);

    [LoggerMessage(Level = LogLevel.Warning, Message = "collection {Outcome}: {Reason}")]
    private partial void LogStopped(CollectionOutcome outcome, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} objects could not be deleted; the next run tries again")]
    private partial void LogFailed(int count);

    private sealed class Progress(JobProgress progress) : IProgress<string>
    {
        public void Report(string value) => progress.Report(value);
    }
}
