using System.Diagnostics;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Sources;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Registry;
using Plimsoll.Server.Watch.Metrics;
using Plimsoll.Server.Watch.Tracing;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Jobs;

/// <summary>
/// Opens images in the background: takes one from the queue under a lease, which is extended while it is at work, inspects it, stores the document. A worker that dies loses its lease, and the image is taken
/// again; one that cannot be opened is tried a few times, ever later, and then shown as failed with the reason.
/// </summary>
internal sealed partial class InspectionWorker(
    IMetadataStore metadata,
    IBlobStore store,
    ImageInspector inspector,
    InspectionTrigger trigger,
    InspectionMetrics metrics,
    IEnumerable<IAfterInspection> followers,
    ServerOptions options,
    TimeProvider time,
    ILogger<InspectionWorker> logger) : BackgroundService
{
    private const int MaxAttempts = 5;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(30);

    // Behind the push there is nobody to wake a worker for a retry or for an expired lease, so the queue is looked at now and then.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private readonly StoredLayerFacts _layers = new(metadata.Facts);
    private readonly InspectOptions _inspect = OptionsOf(options.Inspection);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        options.Inspection.Enabled ? Task.WhenAll(Enumerable.Range(0, Math.Max(1, options.Inspection.Workers)).Select(_ => WorkAsync(stoppingToken))) : Task.CompletedTask;

    private async Task WorkAsync(CancellationToken stopping)
    {
        await Task.Yield();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (!await InspectNextAsync(stopping)) await trigger.WaitAsync(Rest, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (ObjectDisposedException)
            {
                // A start that failed takes the services apart without stopping them first.
                return;
            }
            catch (Exception e)
            {
                LogQueueFault(e);
                await Task.Delay(Rest, time, CancellationToken.None);
            }
        }
    }

    /// <summary>Opens the image that is due; false when none is.</summary>
    internal async Task<bool> InspectNextAsync(CancellationToken stopping)
    {
        var now = time.GetUtcNow();
        if (await metadata.Facts.TakeAsync(ImageInspector.ScannerVersion, now, now + Lease, stopping) is not { } job) return false;
        using var working = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var beating = BeatAsync(job, working);
        try
        {
            await InspectAsync(job, working.Token);
        }
        catch (OperationCanceledException) when (working.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            LogLeaseLost(job.Repository.Value, job.Digest.Value);
        }
        finally
        {
            await working.CancelAsync();
            await beating;
        }
        return true;
    }

    /// <summary>Extends the lease again and again; when it is lost, another worker has the job, and this one stops.</summary>
    private async Task BeatAsync(InspectionJob job, CancellationTokenSource working)
    {
        while (true)
        {
            await Task.Delay(Heartbeat, time, working.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (working.IsCancellationRequested) return;
            try
            {
                if (!await metadata.Facts.RenewAsync(job, ImageInspector.ScannerVersion, time.GetUtcNow() + Lease, working.Token)) await working.CancelAsync();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The lease still holds for a while, and the next beat may reach the database.
                LogQueueFault(e);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task InspectAsync(InspectionJob job, CancellationToken stopping)
    {
        var (started, outcome) = (Stopwatch.GetTimestamp(), "failed");
        using var span = Spans.BeginInspection(job.Repository.Value, job.Digest.Value);
        try
        {
            await using var content = new StoredImageContent(metadata, store, job.Repository, job.Digest);
            var document = await inspector.InspectAsync(content, _inspect, _layers, stopping);
            await metadata.Facts.CompleteAsync(job.Digest, ImageInspector.ScannerVersion, document.ToJson(), stopping);
            outcome = "done";
            await TellAsync(job, document, stopping);
        }
        catch (ImageNotFoundException e)
        {
            // Deleted between push and inspection: nothing is left to open.
            outcome = "gone";
            await metadata.Facts.FailAsync(job.Digest, ImageInspector.ScannerVersion, e.Message, null, stopping);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            LogFailed(e, job.Repository.Value, job.Digest.Value);
            span?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
            DateTimeOffset? retryAt = job.Attempts >= MaxAttempts ? null : time.GetUtcNow() + TimeSpan.FromSeconds(Math.Pow(4, job.Attempts));
            await metadata.Facts.FailAsync(job.Digest, ImageInspector.ScannerVersion, e.Message, retryAt, stopping);
        }
        finally
        {
            if (!stopping.IsCancellationRequested) metrics.Ended(outcome, started);
        }
    }

    private async Task TellAsync(InspectionJob job, InspectionDocument document, CancellationToken stopping)
    {
        foreach (var follower in followers)
        {
            try
            {
                await follower.OpenedAsync(job.Repository, job.Digest, document, stopping);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                LogFollowerFailed(e, job.Repository.Value, job.Digest.Value);
            }
        }
    }

    private static InspectOptions OptionsOf(InspectionOptions settings)
    {
        if (settings.ClamAv.Address is { } address && !InspectOptions.IsClamAvAddress(address)) throw new OptionsException("inspection.clamav.address", address, "expected HOST:PORT or unix:/PATH");
        if (settings.Yara.Rules is { } rules && !File.Exists(rules)) throw new OptionsException("inspection.yara.rules", rules, "expected a file that exists");
        // Blobs were hashed when they came; the scrub hashes them again.
        return new InspectOptions { VerifyBlobs = false, Secrets = settings.Secrets, ClamAv = settings.ClamAv.Address, YaraRules = settings.Yara.Rules };
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Repository}@{Digest} was opened, but not all that follows was done")]
    private partial void LogFollowerFailed(Exception exception, string repository, string digest);

    [LoggerMessage(Level = LogLevel.Warning, Message = "another worker took {Repository}@{Digest} while this one was at it")]
    private partial void LogLeaseLost(string repository, string digest);

    [LoggerMessage(Level = LogLevel.Error, Message = "the queue of inspections failed")]
    private partial void LogQueueFault(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "could not open {Repository}@{Digest}")]
    private partial void LogFailed(Exception exception, string repository, string digest);
}
