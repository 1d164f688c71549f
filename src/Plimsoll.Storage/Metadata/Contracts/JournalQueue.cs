using Plimsoll.Core;

namespace Plimsoll.Storage.Metadata;

/// <summary>
/// One thing as it is now. A journal is a row of them in which the last entry about a thing counts, so that writing one twice does no harm.
/// </summary>
public abstract record JournalEntry
{
    private JournalEntry() { }

    /// <summary>A blob and where its bytes are.</summary>
    public sealed record Blob(Digest Digest, long Size, BlobLocation Location) : JournalEntry;

    /// <summary>A blob that is gone.</summary>
    public sealed record BlobGone(Digest Digest) : JournalEntry;

    /// <summary>A manifest of a repository.</summary>
    public sealed record Manifest(RepositoryName Repository, Digest Digest, string MediaType, DateTimeOffset PushedAt, ReadOnlyMemory<byte> Content) : JournalEntry;

    /// <summary>A manifest that is gone.</summary>
    public sealed record ManifestGone(RepositoryName Repository, Digest Digest) : JournalEntry;

    /// <summary>A move of a tag; the latest one says where the tag points.</summary>
    public sealed record Move(TagMoveRecord Record) : JournalEntry;
}

/// <summary>A change that the journal does not have yet.</summary>
/// <param name="Id">Number of the change.</param>
/// <param name="Entry">What changed, as it is now; null when nothing can be said about it any more.</param>
public sealed record JournalChange(long Id, JournalEntry? Entry);

/// <summary>
/// What the journal has to learn. The transaction of every change leaves a row in the queue; the writer of the journal takes rows out of it when the object that says
/// the same is durable.
/// </summary>
public interface IJournalQueue
{
    /// <summary>Changes that wait, oldest first, after the one with the given number.</summary>
    ValueTask<IReadOnlyList<JournalChange>> ReadAsync(long after, int limit, CancellationToken cancellationToken);

    /// <summary>Takes the number of the next segment, before anything is written under it.</summary>
    Task<long> TakeSegmentAsync(CancellationToken cancellationToken);

    /// <summary>Forgets changes that a durable segment holds.</summary>
    Task AcknowledgeAsync(IReadOnlyList<JournalChange> written, CancellationToken cancellationToken);

    /// <summary>
    /// Everything there is, as entries, at one moment: the beginning of a journal. What changes meanwhile stays in the queue.
    /// </summary>
    IAsyncEnumerable<JournalEntry> ReadAllAsync(CancellationToken cancellationToken);

    /// <summary>Segments from this one on hold everything; earlier ones do not count any more.</summary>
    Task SetCheckpointAsync(long firstSegment, long entries, CancellationToken cancellationToken);
}
