namespace Plimsoll.Storage.Metadata;

/// <summary>Which store the database belongs to, and how far its journal is written.</summary>
/// <param name="StoreId">Names the store; the same text lies beside the blobs.</param>
/// <param name="NextSegment">Number of the next segment of the journal. Larger in a later state of the database.</param>
/// <param name="Checkpoint">First segment that counts; 0 when the whole state has to be written first.</param>
/// <param name="Entries">Entries of the journal since then.</param>
/// <param name="ReadOnly">Why nothing may be changed; null normally.</param>
public sealed record StoreState(string StoreId, long NextSegment, long Checkpoint, long Entries, string? ReadOnly);

/// <summary>Keeps collection from deleting bytes.</summary>
/// <param name="Name">Who holds, such as <c>backup:ID</c>.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="ExpiresAt">When it ends by itself, so that a holder that died does not keep garbage for ever.</param>
public sealed record CollectionHold(string Name, string Reason, DateTimeOffset ExpiresAt);

/// <summary>The state of the store as a whole.</summary>
public interface IStoreStateStore
{
    /// <summary>The state.</summary>
    ValueTask<StoreState> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Refuses changes from now on, or allows them again with null. The server looks at it when it starts and when it is told to.</summary>
    Task SetReadOnlyAsync(string? reason, CancellationToken cancellationToken);

    /// <summary>Takes this database for the present one: the journal is written anew, with numbers from <paramref name="nextSegment"/> on.</summary>
    Task RestartJournalAsync(string storeId, long nextSegment, CancellationToken cancellationToken);

    /// <summary>
    /// Places a hold, or prolongs the one of this name. From the moment when this returns no blob goes from condemned to being deleted until the hold ends:
    /// collection looks for holds in the transaction that marks blobs, and before it deletes other bytes.
    /// </summary>
    Task HoldAsync(CollectionHold hold, CancellationToken cancellationToken);

    /// <summary>Ends a hold; nothing happens when there is none.</summary>
    Task ReleaseAsync(string name, CancellationToken cancellationToken);

    /// <summary>Holds that have not ended.</summary>
    ValueTask<IReadOnlyList<CollectionHold>> ListHoldsAsync(CancellationToken cancellationToken);
}
