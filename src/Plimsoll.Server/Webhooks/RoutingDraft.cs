using Plimsoll.Core;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Webhooks;

/// <summary>What is going to be written of one batch of the outbox.</summary>
internal sealed class RoutingDraft(IReadOnlyList<Webhook> webhooks, IReadOnlyList<PendingRebuild> pending, DateTimeOffset at, TimeSpan debounce)
{
    private const int MaxWords = 100;

    /// <summary>News that never ends puts a rebuild off no longer than that, in times of the usual pause.</summary>
    private const int MostPauses = 10;

    private readonly List<long> _done = [];
    private readonly List<EventMessage> _messages = [];
    private readonly List<(string Message, long Webhook)> _deliveries = [];
    private readonly List<(long Webhook, string Repository)> _rebuilt = [];
    private readonly Dictionary<(long Webhook, string Repository), PendingRebuild> _pending = pending.ToDictionary(rebuild => (rebuild.Webhook, rebuild.Repository));
    private readonly HashSet<(long Webhook, string Repository)> _changed = [];
    private readonly List<(Webhook Webhook, PathPattern Path)> _triggers = [.. webhooks.SelectMany(webhook => webhook.Paths, (webhook, path) => (webhook, PathPattern.Parse(path)))];

    /// <summary>When it is.</summary>
    public DateTimeOffset At => at;

    /// <summary>Feeds that are told to be stale.</summary>
    public List<string> Stale { get; } = [];

    /// <summary>Feeds that are not stale any more.</summary>
    public List<string> Fresh { get; } = [];

    /// <summary>Whether anybody rebuilds anything.</summary>
    public bool HasTriggers => _triggers.Count > 0;

    /// <summary>Whether there is anything to write.</summary>
    public bool HasWork => _done.Count + _messages.Count + _changed.Count + _rebuilt.Count + Stale.Count + Fresh.Count > 0;

    /// <summary>Whether somebody rebuilds a repository.</summary>
    public bool IsRebuilt(RepositoryName repository) => _triggers.Exists(trigger => trigger.Path.Matches(repository));

    /// <summary>An entry is done.</summary>
    public void Done(OutboxEntry entry) => _done.Add(entry.Sequence);

    /// <summary>Tells everybody who wants to know. A message for nobody is not kept.</summary>
    public void Tell(EventMessage message)
    {
        var wanted = webhooks.Where(webhook => webhook.Kind == WebhookKinds.Events && (webhook.Events.Count == 0 || webhook.Events.Contains(message.Type, StringComparer.Ordinal))).ToList();
        if (wanted.Count == 0) return;
        _messages.Add(message);
        _deliveries.AddRange(wanted.Select(webhook => (message.Id, webhook.Id)));
    }

    /// <summary>A repository shall be rebuilt, once nothing more is heard of it for a while.</summary>
    public void Rebuild(RepositoryName repository, IEnumerable<string> tags, string reason)
    {
        foreach (var webhook in _triggers.Where(trigger => trigger.Path.Matches(repository)).Select(trigger => trigger.Webhook.Id).Distinct())
        {
            var key = (webhook, repository.Value);
            var known = _pending.GetValueOrDefault(key) ?? new PendingRebuild(webhook, repository.Value, [], [], at, at);
            var latest = known.FirstAt + (MostPauses * debounce);
            _pending[key] = known with
            {
                Tags = [.. known.Tags.Union(tags, StringComparer.Ordinal).Take(MaxWords)],
                Reasons = [.. known.Reasons.Append(reason).Distinct(StringComparer.Ordinal).Take(MaxWords)],
                DueAt = at + debounce < latest ? at + debounce : latest,
            };
            _changed.Add(key);
        }
    }

    /// <summary>A rebuild is asked for, unless there was news of it in this batch.</summary>
    public void Ask(PendingRebuild rebuild, EventMessage message)
    {
        var key = (rebuild.Webhook, rebuild.Repository);
        if (_changed.Contains(key)) return;
        _messages.Add(message);
        _deliveries.Add((message.Id, rebuild.Webhook));
        _rebuilt.Add(key);
    }

    /// <summary>What is written.</summary>
    public EventRouting ToRouting() => new()
    {
        At = at,
        Done = _done,
        Messages = _messages,
        Deliveries = _deliveries,
        Stale = Stale,
        Fresh = Fresh,
        Rebuilds = [.. _changed.Select(key => _pending[key])],
        Rebuilt = _rebuilt,
    };
}
