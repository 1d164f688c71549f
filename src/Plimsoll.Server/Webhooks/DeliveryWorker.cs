using Plimsoll.Server.Jobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Webhooks;

/// <summary>Takes messages to their destinations. In no order that anybody may rely on: one that failed comes again behind others.</summary>
internal sealed partial class DeliveryWorker(IMetadataStore metadata, DeliveryClient client, TimeProvider time, ILogger<DeliveryWorker> logger)
    : Follower("delivering events", "event-delivery", TimeSpan.FromMilliseconds(500), metadata.Leases, time, logger)
{
    private const int Each = 4;
    private const int AtOnce = 8;

    private readonly ILogger _logger = logger;

    /// <inheritdoc/>
    public override async Task<bool> StepAsync(CancellationToken stopping)
    {
        var due = await metadata.Webhooks.ListDueAsync(Time.GetUtcNow(), Each, stopping);
        if (due.Count == 0 || !await TryHoldAsync(stopping)) return false;
        var webhooks = (await metadata.Webhooks.ListAsync(stopping)).ToDictionary(webhook => webhook.Id);
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stopping }, async (delivery, stop) =>
        {
            // It may have been removed meanwhile, and its deliveries with it.
            if (webhooks.TryGetValue(delivery.Webhook, out var webhook)) await DeliverAsync(webhook, delivery, stop);
        });
        return true;
    }

    private async Task DeliverAsync(Webhook webhook, Delivery delivery, CancellationToken stopping)
    {
        var answer = await client.SendAsync(webhook, delivery.Message, stopping);
        var now = Time.GetUtcNow();
        var pause = answer.Error is null ? null : RetryPlan.After(delivery.Attempts + 1, answer.Status, answer.Wish, Random.Shared.NextDouble());
        if (answer.Error is { } error && pause is null) LogGivenUp(webhook.Name, delivery.Message.Type, delivery.Message.Id, error);
        await metadata.Webhooks.RecordAsync(new DeliveryOutcome(delivery.Id, now, answer.Status, answer.Error, now + pause), stopping);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "webhook {Webhook}: {Type} {Message} was given up: {Reason}")]
    private partial void LogGivenUp(string webhook, string type, string message, string reason);
}
