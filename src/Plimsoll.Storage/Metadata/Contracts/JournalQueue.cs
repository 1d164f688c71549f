using Plimsoll.Core;

namespace Plimsoll.Storage.Metadata;

/// <summary>
/// One thing as it is now. A journal is a row of them in which the last entry about a thing counts, so that writing one twice does no harm.
/// </summary>
public abstract record JournalEntry
{
    private JournalEntry() { }

    /// <summary>Bytes of content that it carries.</summary>
    internal int ContentLength => this switch
    {
        Manifest manifest => manifest.Content.Length,
        Blob { Location: BlobLocation.Inline(var content) } => content.Length,
        _ => 0,
    };

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

/// <summary>Changes for one segment of the journal.</summary>
/// <param name="Segment">Its number.</param>
/// <param name="Changes">What to write into it.</param>
public sealed record JournalBatch(long Segment, IReadOnlyList<JournalChange> Changes);

/// <summary>
/// What the journal has to learn. The transaction of every change leaves a row in the queue; the writer of the journal takes rows out of it when the object that says
/// the same is durable.
/// </summary>
public interface IJournalQueue
{
    /// <summary>
    /// Takes the number of the next segment together with changes that wait, oldest first, in one transaction: whoever has the higher number saw the later state, however
    /// many writers there are. Null when nothing waits. The changes wait on until they are acknowledged.
    /// </summary>
    /// <param name="limit">At most so many.</param>
    /// <param name="maxBytes">No further change once what was taken has so many bytes of content.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<JournalBatch?> TakeAsync(int limit, int maxBytes, CancellationToken cancellationToken);

    /// <summary>Takes the number of the next segment, before anything is read that shall be written under it.</summary>
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
