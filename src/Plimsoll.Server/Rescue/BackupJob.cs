using Plimsoll.Core.Errors;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Jobs;
using Plimsoll.Server.Watch.Storage;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Transfer;

namespace Plimsoll.Server.Rescue;

/// <summary>Backups that were asked for over the API: one at a time, into the folder of the settings, so that nobody can make the server write elsewhere.</summary>
internal sealed class BackupJob(JobRunner jobs, JobSignal signal, IMetadataStore metadata, IBlobStore blobs, ServerOptions options, TimeProvider time) : IRecurringJob
{
    /// <summary>What the job is called.</summary>
    public const string Kind = "backup";

    string IRecurringJob.Kind => Kind;

    /// <summary>Of several servers only those that have a folder.</summary>
    public bool IsEnabled => options.Backup.Folder is not null;

    public TimeSpan Look => TimeSpan.FromSeconds(15);

    /// <summary>Where the last one stands.</summary>
    public async Task<BackupState> ReadAsync(CancellationToken cancellationToken) => BackupState.Of(await FindLastAsync(cancellationToken));

    /// <summary>Asks for a backup.</summary>
    /// <exception cref="OciException">One runs already, or no folder is set.</exception>
    public async Task<BackupState> StartAsync(AuditEvent audit, CancellationToken cancellationToken)
    {
        if (!IsEnabled) throw new OciException(RescueError.NotConfigured, "no folder for backups is set: set backup.folder, or run 'plimsoll backup --to DIR' on the server's machine");
        if (await FindLastAsync(cancellationToken) is { State: JobState.Waiting or JobState.Running }) throw new OciException(RescueError.Running, "a backup runs already; GET /api/v1/backups shows how far it is");
        var run = await metadata.Jobs.RequestAsync(Kind, "", audit, cancellationToken);
        signal.Wake(Kind);
        return BackupState.Of(run);
    }

    public Task<bool> RunIfDueAsync(CancellationToken stopping) => jobs.RunAsync(Kind, "", null, RunAsync, stopping);

    private async Task<string?> RunAsync(JobProgress progress, CancellationToken cancellationToken)
    {
        using var folder = BackupFolder.OpenOrCreate(options.Backup.Folder!);
        var backup = new Backup(metadata, WatchedBlobStore.Unwrap(blobs), time);
        var report = await backup.RunAsync(folder, new BackupOptions { Keep = options.Backup.Keep }, new Reporter(progress), cancellationToken);
        var result = $"snapshot {report.Snapshot}, {report.Note.Blobs} blobs with {report.Note.Bytes} bytes, {report.Note.Problems.Count} missing or damaged";
        var now = time.GetUtcNow();
        await metadata.Audit.AppendAsync(
            new AuditEvent { Id = Guid.CreateVersion7(now), At = now, Action = "backup", Outcome = "ok", Principal = "system", AuthKind = "none", Bytes = report.Note.Bytes, Detail = result }, CancellationToken.None);
        return result;
    }

    private async Task<JobRun?> FindLastAsync(CancellationToken cancellationToken) => (await metadata.Jobs.ListAsync(new JobQuery { Kind = Kind, Limit = 1 }, cancellationToken)) is [var run] ? run : null;

    private sealed class Reporter(JobProgress progress) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value) => progress.Report($"{value.Step}: {value.Blobs} blobs, {value.Bytes} bytes copied");
    }
}

/// <summary>Where the last backup of a server stands.</summary>
/// <param name="State"><c>idle</c> when there was none, else <c>waiting</c>, <c>running</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="StartedAt">When it was begun.</param>
/// <param name="Progress">How far it is, or what it came to.</param>
/// <param name="Error">Why it failed.</param>
internal sealed record BackupState(string State, DateTimeOffset? StartedAt, string? Progress, string? Error)
{
    public static BackupState Of(JobRun? run) => run is null ? new("idle", null, null, null) : new(run.State.ToString().ToLowerInvariant(), run.StartedAt, run.Progress, run.Error);
}
