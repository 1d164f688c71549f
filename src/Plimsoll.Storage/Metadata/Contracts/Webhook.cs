namespace Plimsoll.Storage.Metadata;

/// <summary>Somebody who is told of events, or asked to rebuild.</summary>
public sealed record Webhook
{
    /// <summary>Its number.</summary>
    public long Id { get; init; }

    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>The shape of its requests.</summary>
    public required string Kind { get; init; }

    /// <summary>Where requests go.</summary>
    public required string Url { get; init; }

    /// <summary>Types of events that it wants; none for all.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>Path globs of repositories that it rebuilds; none when it rebuilds nothing.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>The branch that is built, where the shape of the requests has one.</summary>
    public string? Branch { get; init; }

    /// <summary>What requests are signed or authorized with, sealed.</summary>
    public required ReadOnlyMemory<byte> Secret { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; }
}

/// <summary>Something that happened, written with the change itself.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="At">When; null where the change does not know.</param>
/// <param name="Kind"><c>change</c>, <c>bulk</c>, <c>kev</c> or <c>move</c>.</param>
/// <param name="Subject">The number of a change event, a CVE, a repository.</param>
/// <param name="Detail">For a move the tag and what it pointed at before, with a space between; for much at once the numbers of records, and of components added and removed.</param>
public sealed record OutboxEntry(long Sequence, DateTimeOffset? At, string Kind, string Subject, string? Detail);

/// <summary>What destinations are told, the same words for all.</summary>
/// <param name="Id">The same in every attempt, so that receivers can tell that they have it.</param>
/// <param name="Type">Type of the event.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="At">When it happened.</param>
/// <param name="Body">The event as JSON.</param>
public sealed record EventMessage(string Id, string Type, string Subject, DateTimeOffset At, string Body);

/// <summary>That a repository shall be rebuilt.</summary>
/// <param name="Webhook">Who is asked to.</param>
/// <param name="Repository">The repository.</param>
/// <param name="Tags">Tags that the new image should have.</param>
/// <param name="Reasons">Why: vulnerabilities with fixes, bases that are new.</param>
/// <param name="FirstAt">When that was wished first.</param>
/// <param name="DueAt">When it is asked for, unless more is heard before.</param>
public sealed record PendingRebuild(long Webhook, string Repository, IReadOnlyList<string> Tags, IReadOnlyList<string> Reasons, DateTimeOffset FirstAt, DateTimeOffset DueAt);

/// <summary>What became of entries of the outbox, written in one transaction.</summary>
public sealed record EventRouting
{
    /// <summary>Entries that are done.</summary>
    public IReadOnlyList<long> Done { get; init; } = [];

    /// <summary>New messages.</summary>
    public IReadOnlyList<EventMessage> Messages { get; init; } = [];

    /// <summary>Who gets which of them.</summary>
    public IReadOnlyList<(string Message, long Webhook)> Deliveries { get; init; } = [];

    /// <summary>When deliveries are due first.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Feeds that were told to be stale.</summary>
    public IReadOnlyList<string> Stale { get; init; } = [];

    /// <summary>Feeds that are not stale any more.</summary>
    public IReadOnlyList<string> Fresh { get; init; } = [];

    /// <summary>Rebuilds as they are from now on.</summary>
    public IReadOnlyList<PendingRebuild> Rebuilds { get; init; } = [];

    /// <summary>Rebuilds that were asked for.</summary>
    public IReadOnlyList<(long Webhook, string Repository)> Rebuilt { get; init; } = [];
}

/// <summary>A message on its way to one destination.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Webhook">The destination.</param>
/// <param name="Message">The message.</param>
/// <param name="State"><c>waiting</c>, <c>done</c> or <c>dead</c>.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="DueAt">When it is tried next; meaningless at the end.</param>
/// <param name="EndedAt">When it was taken, or given up.</param>
/// <param name="Status">What the destination answered last.</param>
/// <param name="Error">Why the last attempt failed.</param>
public sealed record Delivery(long Id, long Webhook, EventMessage Message, string State, int Attempts, DateTimeOffset DueAt, DateTimeOffset? EndedAt, int? Status, string? Error);

/// <summary>What came of an attempt.</summary>
/// <param name="Id">Number of the delivery.</param>
/// <param name="At">When.</param>
/// <param name="Status">What the destination answered; null when it did not.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
/// <param name="RetryAt">When it is tried again; null at the end.</param>
public sealed record DeliveryOutcome(long Id, DateTimeOffset At, int? Status, string? Error, DateTimeOffset? RetryAt);
