using Plimsoll.Server.Jobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Webhooks;

/// <summary>Takes messages to their destinations. In no order that anybody may rely on: one that failed comes again behind others.</summary>
internal sealed partial class DeliveryWorker(IMetadataStore metadata, DeliveryClient client, TimeProvider time, ILogger<DeliveryWorker> logger)
    : Follower("delivering events", "event-delivery", TimeSpan.FromMilliseconds(500), metadata.Leases, time, logger)
{
    private const int Each = 4;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private readonly ILogger _logger = logger;
    private readonly Dictionary<long, Task> _busy = [];

    /// <inheritdoc/>
    public override async Task<bool> StepAsync(CancellationToken stopping)
    {
        await CollectAsync();
        // A destination that takes its time keeps nobody waiting but itself.
        var due = (await metadata.Webhooks.ListDueAsync(Time.GetUtcNow(), Each, stopping)).Where(delivery => !_busy.ContainsKey(delivery.Webhook)).ToList();
        if (due.Count > 0 && await TryHoldAsync(stopping))
        {
            // It may have been removed meanwhile, and its deliveries with it.
            var webhooks = (await metadata.Webhooks.ListAsync(stopping)).ToDictionary(webhook => webhook.Id);
            foreach (var group in due.GroupBy(delivery => delivery.Webhook).Where(group => webhooks.ContainsKey(group.Key)))
                _busy[group.Key] = Task.WhenAll(group.Select(delivery => DeliverAsync(webhooks[group.Key], delivery, stopping)));
        }
        if (_busy.Count == 0) return false;
        await Task.WhenAny([.. _busy.Values, Task.Delay(Look, Time, stopping)]);
        return true;
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_busy.Values).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Takes away what is done; a fault is one of the step.</summary>
    private async Task CollectAsync()
    {
        foreach (var (webhook, work) in _busy.Where(pair => pair.Value.IsCompleted).ToList())
        {
            _busy.Remove(webhook);
            await work;
        }
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
