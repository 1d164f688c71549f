namespace Plimsoll.Storage.Metadata;

/// <summary>Who is told of events, what they have to be told, and what became of it.</summary>
public interface IWebhookStore
{
    /// <summary>Webhooks that there can be.</summary>
    const int MaxWebhooks = 100;

    /// <summary>All of them, in order of number.</summary>
    ValueTask<IReadOnlyList<Webhook>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Adds one; its number, or null when the name is taken or there are too many.</summary>
    Task<long?> AddAsync(Webhook webhook, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Removes one with what waits for it. False when there is none.</summary>
    Task<bool> RemoveAsync(long id, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>What happened and was not made messages of yet, in order.</summary>
    ValueTask<IReadOnlyList<OutboxEntry>> ListOutboxAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Writes what becomes of it.</summary>
    Task RouteAsync(EventRouting routing, CancellationToken cancellationToken);

    /// <summary>Feeds that were told to be stale.</summary>
    ValueTask<IReadOnlyList<string>> ListStaleAsync(CancellationToken cancellationToken);

    /// <summary>Rebuilds that wait, those due first before others.</summary>
    ValueTask<IReadOnlyList<PendingRebuild>> ListRebuildsAsync(CancellationToken cancellationToken);

    /// <summary>Deliveries that are due, in order for each destination, so that one that is slow keeps no other waiting.</summary>
    /// <param name="now">Now.</param>
    /// <param name="each">At most so many to each destination.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<Delivery>> ListDueAsync(DateTimeOffset now, int each, CancellationToken cancellationToken);

    /// <summary>Writes what came of an attempt.</summary>
    Task RecordAsync(DeliveryOutcome outcome, CancellationToken cancellationToken);

    /// <summary>Deliveries, the last ones first.</summary>
    /// <param name="state">Only these; null for all.</param>
    /// <param name="webhook">Only to this destination; null for all.</param>
    /// <param name="before">Only those with a lower number; null for all.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<Delivery>> ListDeliveriesAsync(string? state, long? webhook, long? before, int limit, CancellationToken cancellationToken);

    /// <summary>Has one delivery made again, whatever became of it. False when there is none, or it waits anyway.</summary>
    Task<bool> ReplayAsync(long id, DateTimeOffset now, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Has all deliveries made again that were given up; how many those are.</summary>
    Task<int> ReplayDeadAsync(long? webhook, DateTimeOffset now, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Removes messages from before a time that nobody waits for; those that were given up stay as long as the other time says.</summary>
    Task<int> SweepAsync(DateTimeOffset before, DateTimeOffset deadBefore, int limit, CancellationToken cancellationToken);
}
