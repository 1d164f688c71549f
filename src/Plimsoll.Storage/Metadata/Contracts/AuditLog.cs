namespace Plimsoll.Storage.Metadata;

/// <summary>
/// Who did what to what, from where, with which outcome. One record for every request that changes something, every refusal, and every
/// resolve (HEAD) or pull (GET) of a manifest.
/// </summary>
public sealed record AuditEvent
{
    /// <summary>Identifies the event; version 7, so it orders by time.</summary>
    public required Guid Id { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What was asked: <c>pull</c>, <c>resolve</c>, <c>push</c>, <c>mount</c>, <c>delete</c>, <c>login</c>, <c>grant</c>, ….</summary>
    public required string Action { get; init; }

    /// <summary><c>ok</c>, or the error code of the refusal, such as <c>DENIED</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Name of the user or robot, or <c>anonymous</c>.</summary>
    public required string Principal { get; init; }

    /// <summary>How the principal proved it: <c>basic</c>, <c>bearer</c>, <c>session</c>, <c>token:ID</c>, or <c>none</c>.</summary>
    public required string AuthKind { get; init; }

    /// <summary>The repository, the path pattern of a grant, or the name of another thing that was changed (<c>user:jane</c>); null where there is none.</summary>
    public string? Repository { get; init; }

    /// <summary>The tag or digest that was asked for; of a grant, its subject.</summary>
    public string? Reference { get; init; }

    /// <summary>The digest that was served or stored.</summary>
    public string? Digest { get; init; }

    /// <summary>Media type of what was served or stored.</summary>
    public string? MediaType { get; init; }

    /// <summary>Bytes served or stored.</summary>
    public long? Bytes { get; init; }

    /// <summary>Address of the socket's other end.</summary>
    public string? Address { get; init; }

    /// <summary>What the client calls itself, at most 256 characters.</summary>
    public string? UserAgent { get; init; }

    /// <summary>Correlation id of the request.</summary>
    public string? RequestId { get; init; }

    /// <summary>Reason of a refusal, or what was changed.</summary>
    public string? Detail { get; init; }

    /// <summary>
    /// How many requests this event stands for: one, but in a flood of pulls, where those that differ in nothing but time and request id are told together. Time and
    /// request id are those of the first; the others came within the second.
    /// </summary>
    public int Count { get; init; } = 1;
}

/// <summary>Which events to list; every property that is set must match.</summary>
public sealed record AuditQuery
{
    /// <summary>Exact repository.</summary>
    public string? Repository { get; init; }

    /// <summary>Exact principal.</summary>
    public string? Principal { get; init; }

    /// <summary>Exact action.</summary>
    public string? Action { get; init; }

    /// <summary>Exact outcome.</summary>
    public string? Outcome { get; init; }

    /// <summary>Exact digest.</summary>
    public string? Digest { get; init; }

    /// <summary>Not before.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Before.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Only events older than this one: the last of the page before.</summary>
    public Guid? Before { get; init; }

    /// <summary>At most so many, newest first.</summary>
    public int Limit { get; init; } = 100;
}

/// <summary>The audit log.</summary>
public interface IAuditLog
{
    /// <summary>
    /// Records an event that no change of state carries (a pull, a refusal). Returns when it is queued; a queue that is full makes the caller wait, no event is
    /// dropped. In a flood, pulls that are alike are told as one event with a <see cref="AuditEvent.Count"/>. Events of changes are written by the transaction of the
    /// change instead.
    /// </summary>
    ValueTask AppendAsync(AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Lists events, newest first. Events queued before the call are in the answer.</summary>
    ValueTask<IReadOnlyList<AuditEvent>> ListAsync(AuditQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes the oldest events from before <paramref name="time"/>, at most <paramref name="limit"/> of them, in one transaction that is short enough for others to wait for.
    /// Events queued but not yet written may stay; the next call finds them.
    /// </summary>
    /// <returns>How many were deleted; fewer than <paramref name="limit"/> when none is left.</returns>
    Task<int> RemoveBeforeAsync(DateTimeOffset time, int limit, CancellationToken cancellationToken);
}
