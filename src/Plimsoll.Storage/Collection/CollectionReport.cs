using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Collection;

/// <summary>How a run ended.</summary>
public enum CollectionOutcome
{
    /// <summary>It did all that was due.</summary>
    Completed,

    /// <summary>Another run is under way.</summary>
    Busy,

    /// <summary>The clock was set back, so nobody knows how old anything is. Nothing was done.</summary>
    Paused,

    /// <summary>It would have deleted more than one run may, so it stopped; a confirmed run goes on.</summary>
    Braked,
}

/// <summary>What a run came to; of a dry run, what it would have come to.</summary>
public sealed record CollectionReport
{
    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset EndedAt { get; init; }

    /// <summary>True when nothing was changed.</summary>
    public bool DryRun { get; init; }

    /// <summary>How it ended.</summary>
    public CollectionOutcome Outcome { get; init; }

    /// <summary>Why it ended so, and what to do, unless it completed.</summary>
    public string? Reason { get; init; }

    /// <summary>Uploads that had expired.</summary>
    public int Uploads { get; init; }

    /// <summary>Bytes that belonged to no blob: objects of uploads that ended, and second copies.</summary>
    public int Keys { get; init; }

    /// <summary>Manifests deleted.</summary>
    public int Manifests { get; init; }

    /// <summary>Blobs that left a repository which does not need them.</summary>
    public int Left { get; init; }

    /// <summary>Blobs deleted, because no repository has them any more.</summary>
    public int Blobs { get; init; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Objects that could not be deleted; the next run tries again.</summary>
    public int Failed { get; init; }

    /// <summary>Candidates that stayed, by reason.</summary>
    public IReadOnlyDictionary<KeptReason, int> Kept { get; init; } = new Dictionary<KeptReason, int>();

    /// <summary>What it came to, for people.</summary>
    public string Describe() => $"{Manifests} manifests, {Blobs} blobs of {Bytes} bytes and {Keys} objects of uploads deleted, {Uploads} expired uploads ended"
        + (Failed > 0 ? $"; {Failed} objects could not be deleted, the next run tries again" : "") + (Reason is null ? "" : $"; {Outcome.ToString().ToLowerInvariant()}: {Reason}");
}
