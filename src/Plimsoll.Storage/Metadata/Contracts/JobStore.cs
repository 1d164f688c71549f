namespace Plimsoll.Storage.Metadata;

/// <summary>Where a run of a job stands.</summary>
public enum JobState
{
    /// <summary>It was asked for, or failed and is tried again.</summary>
    Waiting,

    /// <summary>Somebody works on it and has a lease.</summary>
    Running,

    /// <summary>It came to its end.</summary>
    Done,

    /// <summary>It failed and is not tried again by itself.</summary>
    Failed,
}

/// <summary>One run of a job in the background.</summary>
public sealed record JobRun
{
    /// <summary>Version 7, so it orders by the time at which the run was asked for.</summary>
    public required Guid Id { get; init; }

    /// <summary>What is done, such as <c>uploads</c>; a small, fixed set of words.</summary>
    public required string Kind { get; init; }

    /// <summary>To what it is done; empty where there is only one such thing. Of one kind and key at most one run waits or runs.</summary>
    public required string Key { get; init; }

    /// <summary>Where it stands.</summary>
    public required JobState State { get; init; }

    /// <summary>When its last attempt began; null when none did.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; null while it did not.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When it is due, or, while it runs, when its lease ends.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>How often it was begun.</summary>
    public required int Attempts { get; init; }

    /// <summary>How far it is, or what it came to, for people.</summary>
    public string? Progress { get; init; }

    /// <summary>Why the last attempt failed.</summary>
    public string? Error { get; init; }

    /// <summary>Who runs it, or ran it last.</summary>
    public string? Holder { get; init; }

    /// <summary>When the holder was last heard of.</summary>
    public DateTimeOffset? HeartbeatAt { get; init; }
}

/// <summary>The wish to begin a run.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Key">To what; empty where there is only one such thing.</param>
/// <param name="Holder">Who will do it; another name for each attempt, so that one who lost the lease cannot end the run of the next.</param>
/// <param name="Lease">For how long the holder has it without being heard of.</param>
/// <param name="Every">Begin of itself when the run before began so long ago; null begins only what was asked for.</param>
public sealed record JobClaim(string Kind, string Key, string Holder, TimeSpan Lease, TimeSpan? Every);

/// <summary>Which runs to list; every property that is set must match.</summary>
public sealed record JobQuery
{
    /// <summary>Exact kind.</summary>
    public string? Kind { get; init; }

    /// <summary>The state.</summary>
    public JobState? State { get; init; }

    /// <summary>Only runs older than this one: the last of the page before.</summary>
    public Guid? Before { get; init; }

    /// <summary>At most so many, newest first.</summary>
    public int Limit { get; init; } = 100;
}

/// <summary>What asking for another attempt came to.</summary>
public enum JobRetry
{
    /// <summary>It waits now.</summary>
    Waiting,

    /// <summary>There is no such run; old ones are forgotten.</summary>
    Unknown,

    /// <summary>It did not fail, or another run of the same kind and key waits or runs already.</summary>
    NotFailed,
}

/// <summary>
/// Work in the background: rows that say what runs, what waits and what failed. A running row is at the same time the lease of whoever runs it, so that of many
/// servers one does the work, and another one takes over when that one is not heard of any more. All times are those of the database.
/// </summary>
public interface IJobStore
{
    /// <summary>How many ended runs of one kind and key are remembered.</summary>
    const int Remembered = 50;

    /// <summary>Asks for a run as soon as possible. When one waits it becomes due, when one runs nothing happens. The run.</summary>
    Task<JobRun> RequestAsync(string kind, string key, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Begins a run: one that is due, one whose holder was not heard of, or a new one when its time has come. Null when there is nothing to do.</summary>
    Task<JobRun?> BeginAsync(JobClaim claim, CancellationToken cancellationToken);

    /// <summary>Says that the holder is alive, how far it is, and makes the lease last longer. False when the lease was lost: the holder stops.</summary>
    Task<bool> RenewAsync(Guid id, string holder, TimeSpan lease, string? progress, CancellationToken cancellationToken);

    /// <summary>Ends a run. False when the lease was lost.</summary>
    /// <param name="id">The run.</param>
    /// <param name="holder">Who holds it.</param>
    /// <param name="result">What it came to, for people; null keeps the last progress.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<bool> CompleteAsync(Guid id, string holder, string? result, CancellationToken cancellationToken);

    /// <summary>Ends an attempt with a failure. False when the lease was lost.</summary>
    /// <param name="id">The run.</param>
    /// <param name="holder">Who holds it.</param>
    /// <param name="error">Why, for the operator.</param>
    /// <param name="retryAfter">When to try again; null for never.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<bool> FailAsync(Guid id, string holder, string error, TimeSpan? retryAfter, CancellationToken cancellationToken);

    /// <summary>Has a failed run tried again at once, with all its attempts before it.</summary>
    Task<JobRetry> RetryAsync(Guid id, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Lists runs, newest first.</summary>
    ValueTask<IReadOnlyList<JobRun>> ListAsync(JobQuery query, CancellationToken cancellationToken);
}
