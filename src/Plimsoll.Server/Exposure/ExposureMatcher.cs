using System.Security.Cryptography;
using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Exposure;

/// <summary>
/// Keeps what is known against components up to date: names that advisories say something else about come first, then components that are new, then, when the matcher itself has
/// changed, everything again. One server at a time does it; what it finds and that it found it are written together, so that nothing is lost or told twice when it ends in between.
/// </summary>
internal sealed partial class ExposureMatcher(IMetadataStore metadata, IAdvisorySource advisories, IComponentMatcher matcher, TimeProvider time, ILogger<ExposureMatcher> logger) : BackgroundService
{
    private const string LeaseName = "exposure-matching";
    private const int Tasks = 200;
    private const int NewComponents = 500;
    private const int NamesAgain = 200;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RestAfterFault = TimeSpan.FromSeconds(30);

    private readonly IExposureStore _exposure = metadata.Exposure;
    private readonly ComponentEvaluation _evaluation = new(metadata.Exposure, advisories, matcher);
    private readonly string _holder = $"{Environment.MachineName}:{Environment.ProcessId}:{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
    private bool _isHeld;

    /// <summary>Does one batch of what waits; false when nothing does, or another server has it.</summary>
    public async Task<bool> StepAsync(CancellationToken stopping)
    {
        var progress = await _exposure.FindProgressAsync(stopping);
        var isBehind = progress.Version != matcher.Version || progress.Position is not null;
        if (!isBehind && await _exposure.CountWaitingAsync(1, stopping) == 0) return false;
        if (!await metadata.Leases.TryHoldAsync(LeaseName, _holder, Lease, stopping)) return false;
        _isHeld = true;
        return await FollowNamesAsync(stopping) || await FollowNewAsync(stopping) || (isBehind && await FollowAllAsync(progress, stopping));
    }

    /// <summary>Gives the lease back, so that whoever is started next need not wait for its end.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (!_isHeld) return;
        _isHeld = false;
        try
        {
            await metadata.Leases.ReleaseAsync(LeaseName, _holder, cancellationToken);
        }
        catch (ObjectDisposedException)
        {
            // The database was closed first; the lease ends by itself.
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            var rest = Rest;
            try
            {
                if (await StepAsync(stoppingToken)) continue;
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
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
                LogFault(e);
                rest = RestAfterFault;
            }
            await Task.Delay(rest, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> FollowNamesAsync(CancellationToken stopping)
    {
        var tasks = await _exposure.ListTasksAsync(Tasks, stopping);
        if (tasks.Count == 0) return false;
        var components = new Dictionary<long, StoredComponent>();
        foreach (var task in tasks)
        {
            foreach (var component in await _exposure.ListComponentsAsync(task.Key, null, null, stopping)) components[component.Id] = component;
        }
        var changes = await _evaluation.CompareAsync([.. components.Values], stopping);
        // A whole database that is imported is not news of each of its records.
        var events = await _evaluation.TellAsync(changes, counts: tasks.Count < Tasks, stopping);
        await _exposure.UpdateAsync(new MatchUpdate { At = time.GetUtcNow(), Changes = changes, Events = events, Tasks = tasks }, stopping);
        return true;
    }

    /// <summary>What is new with an image is no news of the advisory: nobody is told but who looks at the image.</summary>
    private async Task<bool> FollowNewAsync(CancellationToken stopping)
    {
        var components = await _exposure.ListNewAsync(NewComponents, stopping);
        if (components.Count == 0) return false;
        var changes = await _evaluation.CompareAsync(components, stopping);
        await _exposure.UpdateAsync(new MatchUpdate { At = time.GetUtcNow(), Changes = changes, NewComponents = [.. components.Select(c => c.Id)] }, stopping);
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
                At = time.GetUtcNow(),
                Changes = changes,
                Events = await _evaluation.TellAsync(changes, counts: false, stopping),
                Names = [.. components.SelectMany(c => matcher.KeysOf(c.Component), (c, key) => (c, key)).Where(n => n.key.Name != n.c.Component.Name || n.key.Namespace != n.c.Component.Namespace).Select(n => (n.c.Id, n.key))],
                Progress = new MatchProgress(matcher.Version, last),
            },
            stopping);
        return last is not null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "matching packages with advisories was interrupted and goes on in half a minute")]
    private partial void LogFault(Exception exception);
}
