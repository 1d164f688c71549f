using Plimsoll.Core.Advisories;
using Plimsoll.Server.Jobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Exposure;

/// <summary>
/// Keeps what is known against components up to date: names that advisories say something else about come first, then components that are new, then, when the matcher itself has
/// changed, everything again. One server at a time does it; what it finds and that it found it are written together, so that nothing is lost or told twice when it ends in between.
/// </summary>
internal sealed class ExposureMatcher(IMetadataStore metadata, IAdvisorySource advisories, IComponentMatcher matcher, TimeProvider time, ILogger<ExposureMatcher> logger)
    : Follower("matching packages with advisories", "exposure-matching", TimeSpan.FromMilliseconds(500), metadata.Leases, time, logger)
{
    private const int Tasks = 200;
    private const int NewComponents = 500;
    private const int NamesAgain = 200;

    private readonly IExposureStore _exposure = metadata.Exposure;
    private readonly ComponentEvaluation _evaluation = new(metadata.Exposure, advisories, matcher);

    /// <inheritdoc/>
    public override async Task<bool> StepAsync(CancellationToken stopping)
    {
        var progress = await _exposure.FindProgressAsync(stopping);
        var isBehind = progress.Version != matcher.Version || progress.Position is not null;
        if (!isBehind && await _exposure.CountWaitingAsync(1, stopping) == 0) return false;
        if (!await TryHoldAsync(stopping)) return false;
        return await FollowNamesAsync(stopping) || await FollowNewAsync(stopping) || (isBehind && await FollowAllAsync(progress, stopping));
    }

    private async Task<bool> FollowNamesAsync(CancellationToken stopping)
    {
        var tasks = await _exposure.ListTasksAsync(Tasks, stopping);
        if (tasks.Count == 0) return false;
        var changes = await _evaluation.CompareAsync(await _exposure.ListComponentsAsync([.. tasks.Select(task => task.Key)], stopping), stopping);
        // A whole database that is imported is not news of each of its records.
        var events = await _evaluation.TellAsync(changes, counts: tasks.Count < Tasks, stopping);
        var summary = events.Count > 0 && events[0].Count is null ? new ChangeSummary(events.Count, events.Sum(e => e.Added), events.Sum(e => e.Removed)) : null;
        await _exposure.UpdateAsync(new MatchUpdate { At = Time.GetUtcNow(), Changes = changes, Events = events, Summary = summary, Tasks = tasks }, stopping);
        return true;
    }

    /// <summary>What is new with an image is no news of the advisory: nobody is told but who looks at the image.</summary>
    private async Task<bool> FollowNewAsync(CancellationToken stopping)
    {
        var components = await _exposure.ListNewAsync(NewComponents, stopping);
        if (components.Count == 0) return false;
        var changes = await _evaluation.CompareAsync(components, stopping);
        await _exposure.UpdateAsync(new MatchUpdate { At = Time.GetUtcNow(), Changes = changes, NewComponents = [.. components.Select(c => c.Id)] }, stopping);
        return true;
    }

    private async Task<bool> FollowAllAsync(MatchProgress progress, CancellationToken stopping)
    {
        var after = progress.Version == matcher.Version ? progress.Position ?? 0 : 0;
        var (components, last) = await _exposure.ListByNameAsync(after, NamesAgain, stopping);
        var changes = await _evaluation.CompareAsync(components, stopping);
        await _exposure.UpdateAsync(
            new MatchUpdate
            {
                At = Time.GetUtcNow(),
                Changes = changes,
                Events = await _evaluation.TellAsync(changes, counts: false, stopping),
                Names = [.. components.SelectMany(c => matcher.KeysOf(c.Component), (c, key) => (c, key)).Where(n => n.key.Name != n.c.Component.Name || n.key.Namespace != n.c.Component.Namespace).Select(n => (n.c.Id, n.key))],
                Progress = new MatchProgress(matcher.Version, last),
            },
            stopping);
        return last is not null;
    }
}
