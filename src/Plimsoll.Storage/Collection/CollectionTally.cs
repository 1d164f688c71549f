using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Collection;

/// <summary>Counts what a run comes to.</summary>
internal sealed class CollectionTally
{
    private readonly Dictionary<KeptReason, int> _kept = [];

    public int Uploads { get; set; }

    public int Keys { get; set; }

    public int Manifests { get; private set; }

    public int Left { get; private set; }

    public int Condemned { get; private set; }

    public long CondemnedBytes { get; private set; }

    public int Blobs { get; set; }

    public long Bytes { get; set; }

    public int Failed { get; set; }

    public void Add(CollectionReview review)
    {
        Manifests += review.Manifests;
        Left += review.Left;
        Condemned += review.Condemned;
        CondemnedBytes += review.CondemnedBytes;
        foreach (var (reason, count) in review.Kept) _kept[reason] = _kept.GetValueOrDefault(reason) + count;
    }

    public CollectionReport ToReport(DateTimeOffset startedAt, DateTimeOffset endedAt, bool dryRun, CollectionOutcome outcome, string? reason) => new()
    {
        StartedAt = startedAt,
        EndedAt = endedAt,
        DryRun = dryRun,
        Outcome = outcome,
        Reason = reason,
        Uploads = Uploads,
        Keys = Keys,
        Manifests = Manifests,
        Left = Left,
        Blobs = Blobs,
        Bytes = Bytes,
        Failed = Failed,
        Kept = _kept,
    };
}
