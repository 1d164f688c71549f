using System.Buffers;
using Plimsoll.Storage.Background;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Journal;

/// <summary>
/// Writes down beside the blobs what a new database would have to know, should this one be lost: blobs and their keys, manifests, moves of tags. The transaction of
/// a change only leaves a row in a queue; this takes the queue away in the background, so a push waits for nothing, and what is still in it is what a rebuild can miss.
/// One writer at a time.
/// </summary>
public sealed class JournalWriter(IMetadataStore metadata, IObjectStore objects)
{
    private const int MaxChanges = 500;
    private const int MaxSegment = 4 << 20;

    /// <summary>Entries that describe what changed since make the journal longer than what they describe; then it is begun anew.</summary>
    private const long MinEntries = 100_000;

    private readonly SegmentMerge _merge = new(objects);
    private long _entriesAtCheckpoint = -1;

    /// <summary>Writes what waits. How many changes that were.</summary>
    public async Task<int> FlushAsync(CancellationToken cancellationToken)
    {
        var state = await metadata.State.ReadAsync(cancellationToken);
        if (state.Checkpoint == 0) await CheckpointAsync(cancellationToken);
        else if (_entriesAtCheckpoint >= 0 && state.Entries > MinEntries + 3 * _entriesAtCheckpoint) await CheckpointAsync(cancellationToken);
        if (_entriesAtCheckpoint < 0) _entriesAtCheckpoint = (await metadata.State.ReadAsync(cancellationToken)).Entries;
        var total = 0;
        while (await FlushSegmentAsync(cancellationToken) is var written and > 0) total += written;
        if (total > 0) await _merge.RunAsync(cancellationToken);
        return total;
    }

    /// <summary>Writes the whole state down and forgets what was written before.</summary>
    public async Task CheckpointAsync(CancellationToken cancellationToken)
    {
        // Taken before the state is read, so that whatever a flush writes meanwhile has a higher number and the last word.
        var number = await metadata.Journal.TakeSegmentAsync(cancellationToken);
        var lines = new ArrayBufferWriter<byte>();
        var (part, entries) = (0, 0L);
        await foreach (var entry in metadata.Journal.ReadAllAsync(cancellationToken))
        {
            JournalLine.Write(lines, entry);
            entries++;
            if (lines.WrittenCount < MaxSegment) continue;
            await new Segment(number, number, part++).WriteAsync(objects, lines.WrittenMemory, cancellationToken);
            lines.ResetWrittenCount();
        }
        // Also when there is nothing: the segment says that the journal begins here.
        await new Segment(number, number, part).WriteAsync(objects, lines.WrittenMemory, cancellationToken);
        var storeId = (await metadata.State.ReadAsync(cancellationToken)).StoreId;
        await new StoreMark(storeId, number).WriteAsync(objects, cancellationToken);
        await metadata.Journal.SetCheckpointAsync(number, entries, cancellationToken);
        _entriesAtCheckpoint = entries;
        await RemoveBeforeAsync(number, cancellationToken);
    }

    private async Task<int> FlushSegmentAsync(CancellationToken cancellationToken)
    {
        // The number is durable before the object is: an object whose number the database does not know was written for a later state of it.
        if (await metadata.Journal.TakeAsync(MaxChanges, MaxSegment, cancellationToken) is not { } batch) return 0;
        var lines = new ArrayBufferWriter<byte>();
        foreach (var change in batch.Changes)
        {
            if (change.Entry is { } entry) JournalLine.Write(lines, entry);
            RightOfWay.Give();
        }
        await new Segment(batch.Segment, batch.Segment).WriteAsync(objects, lines.WrittenMemory, cancellationToken);
        await metadata.Journal.AcknowledgeAsync(batch.Changes, cancellationToken);
        return batch.Changes.Count;
    }

    private async Task RemoveBeforeAsync(long checkpoint, CancellationToken cancellationToken)
    {
        var old = new List<string>();
        await foreach (var (name, _) in objects.ListAsync(Segment.Folder, cancellationToken))
        {
            if (Segment.Parse(name) is { } segment && segment.Last < checkpoint) old.Add(name);
        }
        foreach (var name in old) await objects.DeleteAsync(name, cancellationToken);
    }
}
