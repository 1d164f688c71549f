using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Webhooks;

/// <summary>Somebody who is told of events, or asked to rebuild.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Kind">events, github, gitlab, tekton or plain.</param>
/// <param name="Url">Where requests go.</param>
/// <param name="Events">Types of events that it wants; empty for all.</param>
/// <param name="Paths">Path patterns of repositories that it rebuilds.</param>
/// <param name="Branch">The branch that GitLab builds.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">Who made it.</param>
internal sealed record WebhookEntry(string Name, string Kind, string Url, IReadOnlyList<string> Events, IReadOnlyList<string> Paths, string? Branch, DateTimeOffset CreatedAt, string CreatedBy)
{
    public static WebhookEntry Of(Webhook w) => new(w.Name, w.Kind, w.Url, w.Events, w.Paths, w.Branch, w.CreatedAt, w.CreatedBy);
}

/// <summary>A webhook that was made.</summary>
/// <param name="Webhook">The webhook.</param>
/// <param name="Secret">What its receiver verifies with, shown this once; missing where it was given.</param>
internal sealed record MadeWebhook(WebhookEntry Webhook, string? Secret);

/// <summary>A webhook to be made.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Kind">events (unless told), github, gitlab, tekton or plain.</param>
/// <param name="Url">Where requests go.</param>
/// <param name="Events">Types of events that it wants; missing for all.</param>
/// <param name="Paths">Path patterns of repositories that it rebuilds; for all kinds but events.</param>
/// <param name="Branch">The branch that GitLab builds; main unless told.</param>
/// <param name="Secret">The token of GitHub or GitLab; for others a secret of your own, one is made unless told.</param>
internal sealed record WebhookWish(string? Name, string? Kind, string? Url, IReadOnlyList<string>? Events, IReadOnlyList<string>? Paths, string? Branch, string? Secret);

/// <summary>What became of a test.</summary>
/// <param name="Id">Id of the message.</param>
/// <param name="IsDelivered">Whether the destination took it.</param>
/// <param name="Status">What it answered.</param>
/// <param name="Error">Why it did not take it.</param>
internal sealed record TestOutcome(string Id, bool IsDelivered, int? Status, string? Error);

/// <summary>A message on its way to a destination.</summary>
/// <param name="Id">Number of the delivery.</param>
/// <param name="Webhook">Name of the destination.</param>
/// <param name="Message">Id of the message, the same for all destinations and attempts.</param>
/// <param name="Type">Type of the event.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="At">When it happened.</param>
/// <param name="State">waiting, done or dead (given up).</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="DueAt">When it is tried next.</param>
/// <param name="EndedAt">When it was taken or given up.</param>
/// <param name="Status">What the destination answered last.</param>
/// <param name="Error">Why the last attempt failed.</param>
internal sealed record DeliveryEntry(
    long Id, string Webhook, string Message, string Type, string Subject, DateTimeOffset At, string State, int Attempts, DateTimeOffset? DueAt, DateTimeOffset? EndedAt, int? Status, string? Error)
{
    public static DeliveryEntry Of(Delivery d, string webhook) => new(
        d.Id, webhook, d.Message.Id, d.Message.Type, d.Message.Subject, d.Message.At, d.State, d.Attempts, d.State == "waiting" ? d.DueAt : null, d.EndedAt, d.Status, d.Error);
}

/// <summary>How many deliveries are made again.</summary>
/// <param name="Count">So many.</param>
internal sealed record ReplayOutcome(int Count);
