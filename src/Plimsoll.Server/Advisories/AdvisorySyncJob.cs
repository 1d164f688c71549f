using Plimsoll.Server.Configuration;
using Plimsoll.Server.Jobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Advisories;

/// <summary>Fetches the feeds of the settings, every few hours, on one server.</summary>
internal sealed partial class AdvisorySyncJob(JobRunner jobs, IMetadataStore metadata, ServerOptions options, TimeProvider time, ILogger<AdvisorySyncJob> logger) : IRecurringJob, IDisposable
{
    /// <summary>What the job is called.</summary>
    public const string Name = "sync-advisories";

    private readonly FeedDownload _download = new();

    public string Kind => Name;

    public bool IsEnabled => options.Advisories.Feeds.Count > 0;

    public TimeSpan Look => TimeSpan.FromSeconds(15);

    public Task<bool> RunIfDueAsync(CancellationToken stopping) => jobs.RunAsync(Name, "", TimeSpan.FromHours(options.Advisories.SyncHours), RunAsync, stopping);

    public void Dispose() => _download.Dispose();

    private async Task<string?> RunAsync(JobProgress progress, CancellationToken cancellationToken)
    {
        var sources = options.Advisories.Feeds.Select(FeedSource.Parse).ToArray();
        var sync = new FeedSync(metadata.Advisories, _download, Path.Combine(options.Data, "tmp"), time) { PublisherKey = options.Advisories.PublisherKey };
        var (read, unchanged, failed, touched) = (0, 0, new List<string>(), 0);
        await foreach (var feed in sync.RunAsync(sources, cancellationToken))
        {
            progress.Report($"{feed.Feed}: {++read} of {sources.Length} feeds");
            if (feed.IsUnchanged) unchanged++;
            if (feed.Error is { } error)
            {
                failed.Add(feed.Feed);
                LogFailed(feed.Feed, error);
            }
            foreach (var problem in feed.Import?.Problems.Take(10) ?? []) LogProblem(feed.Feed, problem.File, problem.Record ?? "", problem.Reason);
            touched += feed.Import?.Touched.Count ?? 0;
        }
        return $"{sources.Length} feeds, {unchanged} unchanged, {touched} packages touched" + (failed.Count > 0 ? $"; failed: {string.Join(", ", failed)}" : "");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "advisories: feed {Feed} failed: {Reason}")]
    private partial void LogFailed(string feed, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "advisories: feed {Feed}, {File} {Record}: {Reason}")]
    private partial void LogProblem(string feed, string file, string record, string reason);
}
