using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Rescue;

/// <summary>The state of the store in SQLite.</summary>
internal sealed class SqliteStoreState(SqliteDatabase database, TimeProvider time) : IStoreStateStore
{
    public ValueTask<StoreState> ReadAsync(CancellationToken cancellationToken) => ValueTask.FromResult(database.Read(static session => session.First(
        "SELECT store_id, next_segment, checkpoint, entries, read_only FROM store_state",
        static row => new StoreState(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetStringOrNull(4)))!));

    public Task SetReadOnlyAsync(string? reason, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.Execute("UPDATE store_state SET read_only = ?1", reason), cancellationToken);

    public Task RestartJournalAsync(string storeId, long nextSegment, CancellationToken cancellationToken) => database.WriteAsync(session => session.Execute(
        "UPDATE store_state SET store_id = ?1, next_segment = max(next_segment, ?2), checkpoint = 0, entries = 0", storeId, nextSegment), cancellationToken);

    public Task HoldAsync(CollectionHold hold, CancellationToken cancellationToken) => database.WriteAsync(session => session.Execute("""
        INSERT INTO collection_holds(name, reason, expires_at) VALUES(?1, ?2, ?3)
        ON CONFLICT(name) DO UPDATE SET reason = excluded.reason, expires_at = excluded.expires_at
        """, hold.Name, hold.Reason, hold.ExpiresAt), cancellationToken);

    public Task ReleaseAsync(string name, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.Execute("DELETE FROM collection_holds WHERE name = ?1", name), cancellationToken);

    public ValueTask<IReadOnlyList<CollectionHold>> ListHoldsAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<CollectionHold>>(
        database.Read(session => session.All("SELECT name, reason, expires_at FROM collection_holds WHERE expires_at > ?1 ORDER BY expires_at",
            static row => new CollectionHold(row.GetString(0), row.GetString(1), row.GetTime(2)), time.GetUtcNow())));
}
