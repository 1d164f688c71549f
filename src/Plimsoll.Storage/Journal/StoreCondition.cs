using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Journal;

/// <summary>Whether the database and what lies beside the blobs belong together.</summary>
public abstract record StoreCondition
{
    private const string HoldName = "older-database";

    private static readonly DateTimeOffset Never = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private StoreCondition() { }

    /// <summary>They do.</summary>
    public sealed record Sound : StoreCondition;

    /// <summary>
    /// The blobs were written for a later state of the database: an older one was put in its place. Everything in it is served; nothing is collected and the journal is left
    /// alone, until somebody decides which of the two counts.
    /// </summary>
    /// <param name="Segment">Last segment of the journal.</param>
    /// <param name="Known">The segment that the database would write next.</param>
    public sealed record OlderDatabase(long Segment, long Known) : StoreCondition
    {
        /// <summary>What to tell the operator.</summary>
        public string Message =>
            $"the database is older than the blobs: the journal beside them goes to segment {Segment}, the database only to {Known - 1}. Nothing is collected until you decide: "
            + "'plimsoll restore --accept' keeps this database; 'plimsoll rebuild' makes a new one with everything that the journal has";
    }

    /// <summary>The database belongs to another store.</summary>
    public sealed record OtherStore(string Here, string Beside) : StoreCondition
    {
        /// <summary>What to tell the operator.</summary>
        public string Message =>
            $"the database belongs to store {Here}, the blobs to store {Beside}. Check where 'data' and the blob store point to; if this is meant, 'plimsoll restore --accept' joins them";
    }

    /// <summary>
    /// The database is new or empty, or there is none, and the journal beside the blobs has what it lacks: the right one was lost. Nothing may be written there that would take the journal's place.
    /// </summary>
    /// <param name="Beside">The store whose journal it is; null where no mark says it.</param>
    public sealed record LostDatabase(string? Beside) : StoreCondition
    {
        /// <summary>What to tell the operator.</summary>
        public string Message =>
            $"the database is lost or empty, and knows nothing of store {Beside ?? "(without a mark)"}, whose journal lies beside the blobs. 'plimsoll restore --from DIR' brings it back from a backup; without one, "
            + "'plimsoll rebuild' makes a new one out of the blobs and the journal. Check also where 'data' and the blob store point to; to begin with nothing, name others";
    }

    /// <summary>What a server finds that has no database yet: the journal of one that is gone, or null.</summary>
    public static async Task<LostDatabase?> FindLostAsync(IObjectStore objects, CancellationToken cancellationToken) =>
        await JournalReader.LastSegmentAsync(objects, cancellationToken) > 0 ? new LostDatabase((await StoreMark.ReadAsync(objects, cancellationToken))?.StoreId) : null;

    /// <summary>
    /// Compares the two, and places or ends the hold on collection that follows from it. Called once at the start, before this server writes the journal; others may.
    /// </summary>
    public static async Task<StoreCondition> CheckAsync(IMetadataStore metadata, IObjectStore objects, CancellationToken cancellationToken)
    {
        var condition = await CompareAsync(metadata, objects, cancellationToken);
        if (condition is OlderDatabase older) await metadata.State.HoldAsync(new CollectionHold(HoldName, older.Message, Never), cancellationToken);
        else if (condition is Sound) await metadata.State.ReleaseAsync(HoldName, cancellationToken);
        return condition;
    }

    /// <summary>Makes this database the one that counts: the journal begins anew with its state. What the journal had, which this database may not know, is kept.</summary>
    /// <returns>Where it is kept, as the beginning of names of objects; null when it had nothing.</returns>
    /// <exception cref="InvalidDataException">The database knows nothing, and the journal does.</exception>
    public static async Task<string?> AcceptAsync(IMetadataStore metadata, IObjectStore objects, CancellationToken cancellationToken)
    {
        if (await CompareAsync(metadata, objects, cancellationToken) is LostDatabase lost) throw new InvalidDataException(lost.Message);
        var kept = await JournalReader.HasContentAsync(objects, cancellationToken) ? await SetAsideJournal.KeepAsync(objects, cancellationToken) : null;
        var state = await metadata.State.ReadAsync(cancellationToken);
        var next = Math.Max(state.NextSegment, await JournalReader.LastSegmentAsync(objects, cancellationToken) + 1);
        await metadata.State.RestartJournalAsync(state.StoreId, next, cancellationToken);
        await new JournalWriter(metadata, objects).CheckpointAsync(cancellationToken);
        await metadata.State.ReleaseAsync(HoldName, cancellationToken);
        return kept;
    }

    private static async Task<StoreCondition> CompareAsync(IMetadataStore metadata, IObjectStore objects, CancellationToken cancellationToken)
    {
        // The objects first: other servers write the journal meanwhile, and take each number in the database before its object is there.
        var last = await JournalReader.LastSegmentAsync(objects, cancellationToken);
        var mark = await StoreMark.ReadAsync(objects, cancellationToken);
        var state = await metadata.State.ReadAsync(cancellationToken);
        var isOther = mark is not null && mark.StoreId != state.StoreId;
        if (!isOther && last < state.NextSegment) return new Sound();
        var knowsSomething = await metadata.Journal.ReadAllAsync(cancellationToken).AnyAsync(cancellationToken);
        if (!knowsSomething && await JournalReader.HasContentAsync(objects, cancellationToken)) return new LostDatabase(mark?.StoreId);
        return isOther ? new OtherStore(state.StoreId, mark!.StoreId) : new OlderDatabase(last, state.NextSegment);
    }
}
