using System.Text.Json;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Jobs;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Scrubbing;

namespace Plimsoll.Server.Rescue;

/// <summary>Runs one scrub at a time: the one that was interrupted, the one that was asked for, or the one that is due by the settings.</summary>
internal sealed partial class ScrubJob(JobRunner jobs, JobSignal signal, IMetadataStore metadata, IBlobStore blobs, ServerOptions options, TimeProvider time, ILogger<ScrubJob> logger) : IRecurringJob, IDisposable
{
    /// <summary>What the job is called.</summary>
    public const string Kind = "scrub";

    // Of servers that find it due at the same time, one begins it.
    private static readonly TimeSpan Apart = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _begin = new(1, 1);
    private volatile ScrubNotes? _current;
    private PeerRegistry? _peer;

    string IRecurringJob.Kind => Kind;

    public bool IsEnabled => true;

    public TimeSpan Look => TimeSpan.FromSeconds(15);

    /// <summary>What runs or ran last, or null.</summary>
    public async Task<ScrubNotes?> ReadAsync(CancellationToken cancellationToken) => _current ?? await Scrub.ReadNotesAsync(metadata, cancellationToken);

    /// <summary>Asks for a scrub.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="user">Login at the registry that damaged blobs are fetched from; kept in this process only.</param>
    /// <param name="password">Its password.</param>
    /// <param name="audit">Who asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OciException">One runs already, or the other registry's address cannot be used.</exception>
    public async Task<ScrubNotes> StartAsync(ScrubRequest request, string? user, string? password, AuditEvent audit, CancellationToken cancellationToken)
    {
        await _begin.WaitAsync(cancellationToken);
        try
        {
            if (await FindLastAsync(cancellationToken) is { State: JobState.Waiting or JobState.Running }) throw new OciException(RescueError.Running, "a scrub runs already; GET /api/v1/scrub shows how far it is");
            _peer?.Dispose();
            _peer = request.RepairFrom is { } address ? new PeerRegistry(address, user, password) : null;
            var notes = await Scrub.BeginAsync(metadata, request with { Rate = request.Rate ?? options.Scrub.Rate }, time, cancellationToken);
            await metadata.Jobs.RequestAsync(Kind, "", audit, cancellationToken);
            signal.Wake(Kind);
            return notes;
        }
        catch (FormatException e)
        {
            throw new OciException(RescueError.Invalid, e.Message);
        }
        finally
        {
            _begin.Release();
        }
    }

    public async Task<bool> RunIfDueAsync(CancellationToken stopping) => await jobs.RunAsync(Kind, "", await IsDueAsync(stopping) ? Apart : null, RunAsync, stopping);

    public void Dispose()
    {
        _peer?.Dispose();
        _begin.Dispose();
    }

    private async Task<string?> RunAsync(JobProgress progress, CancellationToken cancellationToken)
    {
        var notes = await Scrub.ReadNotesAsync(metadata, cancellationToken);
        if (notes is not { FinishedAt: null }) notes = await Scrub.BeginAsync(metadata, new ScrubRequest { Rate = options.Scrub.Rate }, time, cancellationToken);
        try
        {
            notes = await new Scrub(metadata, blobs, _peer, time).RunAsync(notes, new Reporter(this, progress), cancellationToken);
        }
        finally
        {
            // From here on the database knows it best: another server may run the next one.
            _current = null;
        }
        if (notes.IsClean) LogClean(notes.Blobs, notes.Bytes, notes.Orphans);
        else LogFound(notes.Missing, notes.Damaged, notes.Unreadable, notes.Repaired);
        return notes.IsClean
            ? $"{notes.Blobs} blobs with {notes.Bytes} bytes are as they were pushed; {notes.Repaired} were repaired, {notes.Orphans} orphans"
            : $"{notes.Missing} blobs are missing, {notes.Damaged} damaged, {notes.Unreadable} could not be read; {notes.Repaired} were repaired, {notes.Orphans} orphans";
    }

    /// <summary>Shall a scrub begin by itself?</summary>
    private async Task<bool> IsDueAsync(CancellationToken stopping)
    {
        var notes = await Scrub.ReadNotesAsync(metadata, stopping);
        // One that broke off is a run that waits, or failed and waits for somebody, unless it was begun before there were runs.
        if (notes is { FinishedAt: null }) return await FindLastAsync(stopping) is null or { State: JobState.Done };
        if (options.Scrub.Days == 0) return false;
        // The first scrub of a store is due a whole interval after it was seen first, not in the rush of its first start.
        if (notes is null) await metadata.Scrub.SaveProgressAsync(JsonSerializer.Serialize(NotYet(time.GetUtcNow()), JsonSerializerOptions.Web), stopping);
        return notes is not null && time.GetUtcNow() - notes.StartedAt >= TimeSpan.FromDays(options.Scrub.Days);
    }

    private static ScrubNotes NotYet(DateTimeOffset now) => new() { Request = new ScrubRequest(), StartedAt = now, FinishedAt = now, Phase = "done" };

    private async Task<JobRun?> FindLastAsync(CancellationToken cancellationToken) => (await metadata.Jobs.ListAsync(new JobQuery { Kind = Kind, Limit = 1 }, cancellationToken)) is [var run] ? run : null;

    [LoggerMessage(Level = LogLevel.Information, Message = "scrub: {Blobs} blobs with {Bytes} bytes are as they were pushed, {Orphans} orphans")]
    private partial void LogClean(long blobs, long bytes, long orphans);

    [LoggerMessage(Level = LogLevel.Error, Message = "scrub: {Missing} blobs are missing, {Damaged} damaged, {Unreadable} could not be read; {Repaired} were repaired. See /api/v1/scrub")]
    private partial void LogFound(long missing, long damaged, long unreadable, long repaired);

    private sealed class Reporter(ScrubJob job, JobProgress progress) : IProgress<ScrubNotes>
    {
        public void Report(ScrubNotes value)
        {
            job._current = value;
            progress.Report($"{value.Phase}: {value.Blobs} of {value.TotalBlobs} blobs, {value.Bytes} of {value.TotalBytes} bytes");
        }
    }
}
