using Plimsoll.Core.Errors;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Watch.Storage;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Transfer;

namespace Plimsoll.Server.Rescue;

/// <summary>A backup that was asked for over the API: one at a time, into the folder of the settings, so that nobody can make the server write elsewhere.</summary>
internal sealed partial class BackupJob(IMetadataStore metadata, IBlobStore blobs, AuditTrail audit, ServerOptions options, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<BackupJob> logger)
{
    private readonly Lock _lock = new();
    private BackupState _state = new("idle", null, null, null, null);

    /// <summary>Where it stands.</summary>
    public BackupState State
    {
        get
        {
            lock (_lock) return _state;
        }
    }

    /// <summary>Begins a backup.</summary>
    /// <exception cref="OciException">One runs already, or no folder is set.</exception>
    public BackupState Start(AuditEvent started)
    {
        if (options.Backup.Folder is not { } folder) throw new OciException(RescueError.NotConfigured, "no folder for backups is set: set backup.folder, or run 'plimsoll backup --to DIR' on the server's machine");
        lock (_lock)
        {
            if (_state.State == "running") throw new OciException(RescueError.Running, "a backup runs already; GET /api/v1/backups shows how far it is");
            _state = new BackupState("running", time.GetUtcNow(), new TransferProgress("database", 0, 0), null, null);
        }
        _ = RunAsync(folder, started, lifetime.ApplicationStopping);
        return State;
    }

    private async Task RunAsync(string path, AuditEvent started, CancellationToken stopping)
    {
        await Task.Yield();
        try
        {
            using var folder = BackupFolder.OpenOrCreate(path);
            var backup = new Backup(metadata, WatchedBlobStore.Unwrap(blobs), time);
            var report = await backup.RunAsync(folder, new BackupOptions { Keep = options.Backup.Keep }, new Reporter(this), stopping);
            Set(s => s with { State = "done", Report = report });
            await audit.AppendAsync(started with { Bytes = report.Note.Bytes, Detail = $"snapshot {report.Snapshot}, {report.Note.Blobs} blobs, {report.Note.Problems.Count} of them missing or damaged" }, CancellationToken.None);
        }
        catch (Exception e)
        {
            LogFailed(e);
            Set(s => s with { State = "failed", Error = e.Message });
        }
    }

    private void Set(Func<BackupState, BackupState> change)
    {
        lock (_lock) _state = change(_state);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "the backup failed")]
    private partial void LogFailed(Exception exception);

    private sealed class Reporter(BackupJob job) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value) => job.Set(s => s with { Progress = value });
    }
}

/// <summary>Where the backup of the server stands.</summary>
/// <param name="State"><c>idle</c>, <c>running</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="StartedAt">When it was begun.</param>
/// <param name="Progress">How far it is.</param>
/// <param name="Report">What it came to.</param>
/// <param name="Error">Why it failed.</param>
internal sealed record BackupState(string State, DateTimeOffset? StartedAt, TransferProgress? Progress, BackupReport? Report, string? Error);
