using System.Globalization;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Jobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Webhooks;

/// <summary>
/// Makes messages of what happened, and decides who gets them. What it made of the outbox and that it did so is written together, so that nothing is lost or told twice when it ends in between.
/// </summary>
internal sealed class EventRouter(IMetadataStore metadata, EventWriter writer, RebuildPlan rebuilds, ServerOptions options, TimeProvider time, ILogger<EventRouter> logger)
    : Follower("routing events", "event-routing", TimeSpan.FromMilliseconds(500), metadata.Leases, time, logger)
{
    private const int Batch = 500;
    private const int Sweep = 1000;
    private static readonly TimeSpan LookPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SweepPause = TimeSpan.FromHours(1);

    private DateTimeOffset _nextLook;
    private DateTimeOffset _nextSweep;

    /// <inheritdoc/>
    public override async Task<bool> StepAsync(CancellationToken stopping)
    {
        var entries = await metadata.Webhooks.ListOutboxAsync(Batch, stopping);
        var pending = await metadata.Webhooks.ListRebuildsAsync(stopping);
        var now = Time.GetUtcNow();
        await SweepAsync(now, stopping);
        var (stale, fresh) = await LookAtFeedsAsync(now, stopping);
        if (entries.Count + stale.Count + fresh.Count == 0 && !pending.Any(rebuild => rebuild.DueAt <= now)) return false;
        if (!await TryHoldAsync(stopping)) return false;
        // Whoever had the lease may have done it meanwhile.
        (entries, pending) = (await metadata.Webhooks.ListOutboxAsync(Batch, stopping), await metadata.Webhooks.ListRebuildsAsync(stopping));
        var webhooks = await metadata.Webhooks.ListAsync(stopping);
        var draft = new RoutingDraft(webhooks, pending, now, TimeSpan.FromSeconds(options.Webhooks.DebounceSeconds));
        await RouteAsync(entries, draft, stopping);
        foreach (var rebuild in pending.Where(rebuild => rebuild.DueAt <= now)) draft.Ask(rebuild, writer.OfRebuild(rebuild));
        foreach (var feed in stale)
        {
            draft.Tell(writer.OfStale(feed));
            draft.Stale.Add(feed.Name);
        }
        draft.Fresh.AddRange(fresh);
        var isBusy = draft.HasWork;
        if (isBusy) await metadata.Webhooks.RouteAsync(draft.ToRouting(), stopping);
        return isBusy;
    }

    /// <summary>Any server may do that, as often as it likes.</summary>
    private async Task SweepAsync(DateTimeOffset now, CancellationToken stopping)
    {
        if (now < _nextSweep) return;
        _nextSweep = now + SweepPause;
        await metadata.Webhooks.SweepAsync(now.AddDays(-options.Webhooks.KeepDays), now.AddDays(-3 * options.Webhooks.KeepDays), Sweep, stopping);
    }

    private async Task RouteAsync(IReadOnlyList<OutboxEntry> entries, RoutingDraft draft, CancellationToken stopping)
    {
        // Once nothing waits to be matched, much at once is told in one message.
        var bulk = entries.Where(entry => entry.Kind == "bulk").ToList();
        if (bulk.Count > 0 && (bulk.Count == Batch || await metadata.Exposure.CountWaitingAsync(1, stopping) == 0))
        {
            var numbers = bulk.ConvertAll(entry => entry.Detail!.Split(' ').Select(part => long.Parse(part, CultureInfo.InvariantCulture)).ToArray());
            draft.Tell(writer.OfBulk(bulk[^1].At ?? draft.At, numbers.Sum(n => n[0]), numbers.Sum(n => n[1]), numbers.Sum(n => n[2])));
            foreach (var entry in bulk) draft.Done(entry);
        }
        foreach (var entry in entries)
        {
            switch (entry.Kind)
            {
                case "bulk":
                    continue;
                case "change" when (await metadata.Exposure.ListEventsAsync(long.Parse(entry.Subject, CultureInfo.InvariantCulture) - 1, 1, stopping)) is [{ } change]:
                    foreach (var message in await writer.OfChangeAsync(change, stopping)) draft.Tell(message);
                    if (draft.HasTriggers && change.Added + change.Fixable > 0) await rebuilds.OfFixAsync(change.Advisory, draft, stopping);
                    break;
                case "kev" when await writer.OfKevAsync(entry.Subject, stopping) is { } listed:
                    draft.Tell(listed);
                    break;
                case "move" when draft.HasTriggers:
                    await rebuilds.OfMoveAsync(entry.Subject, entry.Detail!, draft, stopping);
                    break;
            }
            draft.Done(entry);
        }
    }

    /// <summary>Feeds that became stale, and those that were told to be and are not any more.</summary>
    private async Task<(IReadOnlyList<FeedState> Stale, IReadOnlyCollection<string> Fresh)> LookAtFeedsAsync(DateTimeOffset now, CancellationToken stopping)
    {
        if (now < _nextLook) return ([], []);
        _nextLook = now + LookPause;
        var told = (await metadata.Webhooks.ListStaleAsync(stopping)).ToHashSet(StringComparer.Ordinal);
        var feeds = await metadata.Advisories.ListFeedsAsync(stopping);
        var stale = feeds.Where(feed => feed.FetchedAt is { } at && now - at > TimeSpan.FromDays(options.Advisories.StaleDays)).Where(feed => !told.Remove(feed.Name)).ToList();
        return (stale, told);
    }
}
