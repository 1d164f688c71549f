using System.Diagnostics;
using System.Security.Cryptography;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Watch.Metrics;
using Plimsoll.Server.Watch.Tracing;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Jobs;

/// <summary>
/// Runs work in the background under a lease that is kept alive by heartbeats: of many servers one does it, and what it does, how far it is and why it failed can be
/// seen on the jobs page. Work that loses its lease is cancelled; work that fails is tried a few times, ever later.
/// </summary>
internal sealed partial class JobRunner(IMetadataStore metadata, JobMetrics metrics, TimeProvider time, ILogger<JobRunner> logger)
{
    private const int MaxAttempts = 5;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    /// <summary>Does the work when it is due.</summary>
    /// <param name="kind">What it is called.</param>
    /// <param name="key">To what it is done; empty where there is only one such thing.</param>
    /// <param name="every">Begin of itself so long after the run before; null only when somebody asks.</param>
    /// <param name="work">The work; its text says what it came to.</param>
    /// <param name="stopping">Cancelled when the server stops; the run then waits for another server.</param>
    /// <returns>False when there was nothing to do, or another server does it.</returns>
    public async Task<bool> RunAsync(string kind, string key, TimeSpan? every, Func<JobProgress, CancellationToken, Task<string?>> work, CancellationToken stopping)
    {
        var holder = $"{Environment.MachineName}:{Environment.ProcessId}:{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        if (await metadata.Jobs.BeginAsync(new JobClaim(kind, key, holder, Lease, every), stopping) is not { } run) return false;
        var (started, outcome) = (Stopwatch.GetTimestamp(), "done");
        using var span = Spans.BeginJob(kind);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var progress = new JobProgress();
        var beating = BeatAsync(run, holder, progress, over);
        try
        {
            var result = await work(progress, over.Token);
            await metadata.Jobs.CompleteAsync(run.Id, holder, result ?? progress.Text, CancellationToken.None);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            outcome = "given up";
            await metadata.Jobs.FailAsync(run.Id, holder, "the server stopped", TimeSpan.Zero, CancellationToken.None);
        }
        catch (Exception e)
        {
            outcome = "failed";
            if (e is not OciException { Error.Status: StatusCodes.Status503ServiceUnavailable }) LogFailed(e, Name(kind, key), run.Id);
            else if (run.Attempts <= 1) LogRefused(Name(kind, key), run.Id, e.Message);
            span?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
            await metadata.Jobs.FailAsync(run.Id, holder, e.Message, run.Attempts >= MaxAttempts ? null : TimeSpan.FromSeconds(Math.Pow(4, run.Attempts)), CancellationToken.None);
        }
        finally
        {
            await over.CancelAsync();
            await beating;
            metrics.Ended(kind, outcome, started);
        }
        return true;
    }

    private static string Name(string kind, string key) => key.Length == 0 ? kind : $"{kind} {key}";

    /// <summary>Says that the work goes on, and cancels it when somebody else has it.</summary>
    private async Task BeatAsync(JobRun run, string holder, JobProgress progress, CancellationTokenSource over)
    {
        var heard = time.GetTimestamp();
        try
        {
            while (true)
            {
                await Task.Delay(Heartbeat, time, over.Token);
                if (await BeatsAsync(run, holder, progress)) heard = time.GetTimestamp();
                else if (time.GetElapsedTime(heard) > Lease) await over.CancelAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The work is over.
        }
        catch (LeaseLostException)
        {
            LogLost(Name(run.Kind, run.Key), run.Id);
            await over.CancelAsync();
        }
    }

    /// <summary>False when the database cannot be reached: the lease may last until it can.</summary>
    private async Task<bool> BeatsAsync(JobRun run, string holder, JobProgress progress)
    {
        bool mine;
        try
        {
            mine = await metadata.Jobs.RenewAsync(run.Id, holder, Lease, progress.Text, CancellationToken.None);
        }
        catch (Exception e)
        {
            LogSilent(e, run.Kind, run.Id);
            return false;
        }
        return mine ? true : throw new LeaseLostException();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "job {Job} failed (run {RunId})")]
    private partial void LogFailed(Exception exception, string job, Guid runId);

    /// <summary>Something is not available: the words say what, at the first attempt.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "job {Job} could not be done (run {RunId}): {Reason}")]
    private partial void LogRefused(string job, Guid runId, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "job {Job} was taken over by another server (run {RunId})")]
    private partial void LogLost(string job, Guid runId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "job {Kind} could not be renewed (run {RunId})")]
    private partial void LogSilent(Exception exception, string kind, Guid runId);

    private sealed class LeaseLostException : Exception;
}
