namespace Plimsoll.Storage.Scrubbing;

/// <summary>How a scrub is run.</summary>
public sealed record ScrubRequest
{
    /// <summary>Bytes that are read in a second; null for as fast as the store can.</summary>
    public long? Rate { get; init; }

    /// <summary>Registry that damaged blobs are fetched from, for the notes; null to repair nothing.</summary>
    public string? RepairFrom { get; init; }

    /// <summary>Delete orphans, instead of only reporting them.</summary>
    public bool DeleteOrphans { get; init; }
}
