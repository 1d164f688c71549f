namespace Plimsoll.Storage.Collection;

/// <summary>What garbage collection goes by.</summary>
public sealed record CollectionSettings
{
    /// <summary>How long everything is left alone after its last use. The longest push must fit in.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Manifests without a tag stay, unless an index or a subject that they belonged to was deleted.</summary>
    public bool KeepUntagged { get; init; } = true;

    /// <summary>A run that would delete more than this part of all bytes or of all manifests, in percent, deletes nothing unless it is confirmed.</summary>
    public int MaxPercent { get; init; } = 10;

    /// <summary>The same for the number of manifests.</summary>
    public int MaxManifests { get; init; } = 10_000;

    /// <summary>So many bytes a run may always delete: ten percent of little is nothing to ask about.</summary>
    public long FreeBytes { get; init; } = 1L << 30;

    /// <summary>So many manifests a run may always delete.</summary>
    public int FreeManifests { get; init; } = 100;

    /// <summary>At most so many rows are changed in one transaction.</summary>
    public int MaxBatch { get; init; } = 500;

    /// <summary>How long a transaction may take, the wait for its turn included: one that took longer makes the next ones smaller.</summary>
    public TimeSpan Slice { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How long the collector rests after each transaction, as a multiple of the time that it took; 0: it does not.</summary>
    public double Rest { get; init; } = 0.5;

    /// <summary>How long the lease of a collector lasts without a sign of life.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(1);
}
