using Plimsoll.Core;

namespace Plimsoll.Storage.Metadata;

/// <summary>An image that waits for inspection.</summary>
public sealed record InspectionJob(RepositoryName Repository, Digest Digest, int Attempts);

/// <summary>Where the inspection of an image stands.</summary>
/// <param name="State"><c>waiting</c>, <c>running</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="Document">The inspection document as UTF-8 JSON, when done.</param>
/// <param name="Error">Why it failed, for the operator.</param>
public sealed record InspectionState(string State, ReadOnlyMemory<byte>? Document, string? Error);

/// <summary>An inspection that is not done.</summary>
/// <param name="Digest">The image.</param>
/// <param name="Repository">Where it was pushed.</param>
/// <param name="State"><c>failed</c>, <c>running</c> or <c>waiting</c>.</param>
/// <param name="Attempts">How often it was begun.</param>
/// <param name="DueAt">When it is due, or, while it runs, when its lease ends.</param>
/// <param name="StartedAt">When its last attempt began; null when none did.</param>
/// <param name="FinishedAt">When its last attempt failed; null when none did.</param>
/// <param name="Error">Why.</param>
public sealed record OpenInspection(
    Digest Digest, RepositoryName Repository, string State, int Attempts, DateTimeOffset DueAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, string? Error);

/// <summary>How many inspections are not done.</summary>
/// <param name="Waiting">Those that wait for their turn or for another attempt.</param>
/// <param name="Running">Those that somebody works on.</param>
/// <param name="Failed">Those that are not tried again by themselves.</param>
public sealed record InspectionCounts(long Waiting, long Running, long Failed);

/// <summary>Facts as a scanner left them.</summary>
/// <param name="ScannerVersion">The version of the scanner.</param>
/// <param name="Content">The facts of a layer, or the document of an image.</param>
public sealed record KeptFacts(int ScannerVersion, ReadOnlyMemory<byte> Content);

/// <summary>An image of which only an older scanner knows.</summary>
/// <param name="Digest">The manifest.</param>
/// <param name="Repository">A repository that has it.</param>
public sealed record OutdatedImage(Digest Digest, RepositoryName Repository);

/// <summary>Facts by digest and scanner version, and the queue of what still has to be opened.</summary>
public interface IFactsStore
{
    /// <summary>Facts of a layer, or null when this scanner has not opened it yet.</summary>
    ValueTask<ReadOnlyMemory<byte>?> FindLayerAsync(Digest layer, int scannerVersion, CancellationToken cancellationToken);

    /// <summary>The facts of a layer that the latest scanner up to this version made; null when none did.</summary>
    ValueTask<KeptFacts?> FindLatestLayerAsync(Digest layer, int scannerVersion, CancellationToken cancellationToken);

    /// <summary>Keeps the facts of a layer. Those of older scanners go.</summary>
    Task StoreLayerAsync(Digest layer, int scannerVersion, ReadOnlyMemory<byte> facts, CancellationToken cancellationToken);

    /// <summary>The state of an image's inspection, or null when it was never asked for.</summary>
    ValueTask<InspectionState?> FindImageAsync(Digest manifest, int scannerVersion, CancellationToken cancellationToken);

    /// <summary>The document that the latest scanner up to this version made; null when none did.</summary>
    ValueTask<KeptFacts?> FindLatestImageAsync(Digest manifest, int scannerVersion, CancellationToken cancellationToken);

    /// <summary>Images that only older scanners opened and that some repository has, in order of digest.</summary>
    /// <param name="scannerVersion">The version of the scanner.</param>
    /// <param name="after">Only those behind this one; null from the start.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<OutdatedImage>> ListOutdatedAsync(int scannerVersion, Digest? after, int limit, CancellationToken cancellationToken);

    /// <summary>Queues an image, unless this scanner opened it already or it waits. Manifests that are pushed are queued by the transaction of the push.</summary>
    Task EnqueueAsync(RepositoryName repository, Digest manifest, int scannerVersion, CancellationToken cancellationToken);

    /// <summary>Takes the next image and leases it until <paramref name="leaseUntil"/>; null when none waits.</summary>
    Task<InspectionJob?> TakeAsync(int scannerVersion, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken);

    /// <summary>
    /// Extends the lease of a job that is still at work. False when it is no longer the job's: the lease ended and another worker took it, or somebody ended it.
    /// </summary>
    Task<bool> RenewAsync(InspectionJob job, int scannerVersion, DateTimeOffset leaseUntil, CancellationToken cancellationToken);

    /// <summary>Ends a job with its document. What older scanners said of the image goes.</summary>
    Task CompleteAsync(Digest manifest, int scannerVersion, ReadOnlyMemory<byte> document, CancellationToken cancellationToken);

    /// <summary>Ends a job with a failure; it is tried again at <paramref name="retryAt"/>, or never when null.</summary>
    Task FailAsync(Digest manifest, int scannerVersion, string error, DateTimeOffset? retryAt, CancellationToken cancellationToken);

    /// <summary>Inspections that are not done: those that failed first, then those that run, then those that wait; of each in order of digest.</summary>
    /// <param name="scannerVersion">The version of the scanner.</param>
    /// <param name="state">Only those in this state; null for all.</param>
    /// <param name="after">Only those behind this one; null from the start.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<OpenInspection>> ListOpenAsync(int scannerVersion, string? state, (string State, Digest Digest)? after, int limit, CancellationToken cancellationToken);

    /// <summary>How many inspections are not done.</summary>
    ValueTask<InspectionCounts> CountOpenAsync(int scannerVersion, CancellationToken cancellationToken);

    /// <summary>Has a failed inspection tried again at once, with all its attempts before it.</summary>
    Task<JobRetry> RetryAsync(Digest manifest, int scannerVersion, AuditEvent audit, CancellationToken cancellationToken);
}
