using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Jobs;

/// <summary>Counts what is stored, now and then and when somebody asks.</summary>
internal sealed class UsageCounter(JobRunner jobs, IMetadataStore metadata) : IRecurringJob
{
    /// <summary>What the job is called.</summary>
    public const string Kind = "count-storage";

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(15);

    string IRecurringJob.Kind => Kind;

    public bool IsEnabled => true;

    public TimeSpan Look => TimeSpan.FromSeconds(5);

    public Task<bool> RunIfDueAsync(CancellationToken stopping) => jobs.RunAsync(Kind, "", Interval, async (progress, cancelled) =>
    {
        var usage = await metadata.Usage.CountAsync(
            text =>
            {
                progress.Report(text);
                return Task.CompletedTask;
            },
            cancelled);
        return $"{usage.Blobs} blobs, {usage.Manifests} manifests, {usage.Repositories} repositories";
    }, stopping);
}
