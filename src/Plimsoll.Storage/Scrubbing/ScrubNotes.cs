namespace Plimsoll.Storage.Scrubbing;

/// <summary>Where a scrub stands and what it came to. Kept in the database, so that any process can go on with it.</summary>
public sealed record ScrubNotes
{
    /// <summary>What was asked for.</summary>
    public required ScrubRequest Request { get; init; }

    /// <summary><c>blobs</c>, <c>orphans</c>, or <c>done</c>.</summary>
    public string Phase { get; init; } = "blobs";

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The blob that was looked at last.</summary>
    public long Position { get; init; }

    /// <summary>Blobs there were at the beginning.</summary>
    public long TotalBlobs { get; init; }

    /// <summary>Their bytes.</summary>
    public long TotalBytes { get; init; }

    /// <summary>Blobs that were looked at.</summary>
    public long Blobs { get; init; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Blobs without bytes.</summary>
    public long Missing { get; init; }

    /// <summary>Blobs whose bytes changed.</summary>
    public long Damaged { get; init; }

    /// <summary>Blobs that could not be read this time; nothing is known about them.</summary>
    public long Unreadable { get; init; }

    /// <summary>Blobs that were brought back from the other registry.</summary>
    public long Repaired { get; init; }

    /// <summary>Blobs that had been taken for damaged and are whole.</summary>
    public long Healed { get; init; }

    /// <summary>Objects that nothing leads to.</summary>
    public long Orphans { get; init; }

    /// <summary>Their bytes.</summary>
    public long OrphanBytes { get; init; }

    /// <summary>Orphans that were deleted.</summary>
    public long OrphansDeleted { get; init; }

    /// <summary>The last thing that went wrong, such as a repair that failed.</summary>
    public string? LastError { get; init; }

    /// <summary>True when everything was read and is as it was pushed, or was repaired.</summary>
    public bool IsClean => Missing + Damaged == Repaired && Unreadable == 0;
}
