using Plimsoll.Core.Errors;
using Plimsoll.Core.Rules;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Jobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Retention;

/// <summary>What a run over all repositories came to.</summary>
/// <param name="Repositories">Repositories for which a rule decides.</param>
/// <param name="RemovedTags">Tags that are gone.</param>
/// <param name="RemovedManifests">Manifests without a tag that are gone.</param>
/// <param name="Braked">Repositories that were left alone because too much would have gone, each with the reason.</param>
/// <param name="Failed">Repositories where the run failed; the server's log says why.</param>
internal sealed record RetentionReport(int Repositories, int RemovedTags, int RemovedManifests, IReadOnlyList<string> Braked, IReadOnlyList<string> Failed)
{
    public override string ToString() => $"{RemovedTags} tags and {RemovedManifests} manifests of {Repositories} repositories removed"
        + (Braked.Count > 0 ? $"; the brake held in {Braked.Count}: {Braked[0]}" : "") + (Failed.Count > 0 ? $"; failed in {string.Join(", ", Failed.Take(5))}" : "");
}

/// <summary>
/// Runs retention over all repositories once a day, as <c>system</c>: of several servers the one whose run it is. It confirms nothing: a repository where the brake
/// holds is left alone, and that is an event. What one run left undone, because the server stopped, the next one does.
/// </summary>
internal sealed partial class RetentionWorker(
    JobRunner jobs, IMetadataStore metadata, RetentionPlanner planner, RetentionRunner runner, ServerOptions options, TimeProvider time, ILogger<RetentionWorker> logger) : IRecurringJob
{
    /// <summary>What the job is called.</summary>
    public const string Kind = "retention";

    private const int BatchSize = 500;

    // Of servers that find the run due at the same time, one begins it.
    private static readonly TimeSpan Apart = TimeSpan.FromHours(1);

    string IRecurringJob.Kind => Kind;

    public bool IsEnabled => options.Retention.Enabled;

    public TimeSpan Look => TimeSpan.FromSeconds(15);

    public async Task<bool> RunIfDueAsync(CancellationToken stopping) => await jobs.RunAsync(
        Kind, "", await IsDueAsync(stopping) ? Apart : null, async (progress, cancelled) => (await RunAsync(progress, cancelled)).ToString(), stopping);

    /// <summary>Runs over all repositories now.</summary>
    public async Task<RetentionReport> RunAsync(JobProgress progress, CancellationToken cancellationToken)
    {
        var report = new RetentionReport(0, 0, 0, [], []);
        var rules = (await metadata.Rules.ListAsync(cancellationToken)).Select(r => r.Rule).Where(r => r.Terms.Kind == RuleKind.Retention).ToList();
        if (rules.Count == 0) return report;
        IReadOnlyList<RepositorySummary> batch = [];
        do
        {
            batch = await metadata.Manifests.ListRepositoriesAsync(batch.Count == 0 ? null : batch[^1].Name, BatchSize, cancellationToken);
            foreach (var repository in batch.Where(b => rules.Exists(r => r.Path.Matches(b.Name))))
            {
                report = await RunOrLogAsync(repository, report, cancellationToken);
                progress.Report($"up to {repository.Name}: {report}");
            }
        }
        while (batch.Count == BatchSize);
        return report;
    }

    /// <summary>Is the run of today due? It is when its hour has come and none began since.</summary>
    private async Task<bool> IsDueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var due = now.Date.AddHours(options.Retention.Hour);
        if (now < due) due = due.AddDays(-1);
        var runs = await metadata.Jobs.ListAsync(new JobQuery { Kind = Kind, Limit = 1 }, cancellationToken);
        // A fresh server waits for its hour; a clock that was set back must not make a run of every look.
        return runs is [{ StartedAt: { } began }] ? began.UtcDateTime < due : now >= now.Date.AddHours(options.Retention.Hour);
    }

    private async Task<RetentionReport> RunOrLogAsync(RepositorySummary repository, RetentionReport report, CancellationToken cancellationToken)
    {
        try
        {
            var plan = await planner.PlanAsync(repository.Name, cancellationToken);
            if (plan.Brake is { } reason)
            {
                await metadata.Audit.AppendAsync(Event() with { Action = "retain", Outcome = OciError.Denied.Code, Repository = repository.Name.Value, Detail = reason }, cancellationToken);
                return report with { Repositories = report.Repositories + 1, Braked = [.. report.Braked, reason] };
            }
            var outcome = await runner.RunAsync(plan, Event, cancellationToken);
            return report with
            {
                Repositories = report.Repositories + 1,
                RemovedTags = report.RemovedTags + outcome.RemovedTags,
                RemovedManifests = report.RemovedManifests + outcome.RemovedManifests,
            };
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(e, repository.Name.Value);
            return report with { Failed = [.. report.Failed, repository.Name.Value] };
        }
    }

    private AuditEvent Event()
    {
        var now = time.GetUtcNow();
        return new AuditEvent { Id = Guid.CreateVersion7(now), At = now, Action = "retain", Outcome = "ok", Principal = "system", AuthKind = "none" };
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "retention failed in {Repository}")]
    private partial void LogFailed(Exception exception, string repository);
}
