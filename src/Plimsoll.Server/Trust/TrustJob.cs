using Plimsoll.Server.Configuration;
using Plimsoll.Server.Jobs;
using Plimsoll.Server.Trust.Log;
using Plimsoll.Server.Trust.Tuf;

namespace Plimsoll.Server.Trust;

/// <summary>Looks after what the trust services publish: makes the first keys, signs again what would expire, and signs the state of the log where a server was stopped before it could.</summary>
internal sealed class TrustJob(JobRunner jobs, TufRepository repository, LogSequencer log, IHostApplicationLifetime lifetime, ServerOptions options) : IRecurringJob
{
    public string Kind => "trust";

    public bool IsEnabled => options.Trust.Enabled;

    public TimeSpan Look => TimeSpan.FromHours(1);

    public async Task<bool> RunIfDueAsync(CancellationToken stopping)
    {
        // Before the server listens, its address may not be known.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (lifetime.ApplicationStarted.Register(started.SetResult)) await started.Task.WaitAsync(stopping);
        return await jobs.RunAsync(Kind, "", TimeSpan.FromHours(6), RunAsync, stopping);
    }

    private async Task<string?> RunAsync(JobProgress progress, CancellationToken cancellationToken)
    {
        await repository.RefreshAsync(cancellationToken);
        return await log.SignHeadAsync(cancellationToken) is { } head ? $"the log has {head.Size} entries" : "the log is empty";
    }
}
