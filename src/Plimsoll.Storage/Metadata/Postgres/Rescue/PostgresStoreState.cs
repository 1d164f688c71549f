using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Rescue;

/// <summary>The state of the store in PostgreSQL.</summary>
internal sealed class PostgresStoreState(PostgresDatabase database, TimeProvider time) : IStoreStateStore
{
    public async ValueTask<StoreState> ReadAsync(CancellationToken cancellationToken) => (await database.ReadAsync(session => session.FirstAsync(
        "SELECT store_id, next_segment, checkpoint, entries, read_only FROM store_state",
        static row => new StoreState(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetStringOrNull(4))), cancellationToken))!;

    public Task SetReadOnlyAsync(string? reason, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.ExecuteAsync("UPDATE store_state SET read_only = $1", reason), cancellationToken);

    public Task RestartJournalAsync(string storeId, long nextSegment, CancellationToken cancellationToken) => database.WriteAsync(session => session.ExecuteAsync(
        "UPDATE store_state SET store_id = $1, next_segment = greatest(next_segment, $2), checkpoint = 0, entries = 0", storeId, nextSegment), cancellationToken);

    // The row locks out the transaction of collection that marks blobs, which takes it too: whichever is second sees what the first did.
    public Task HoldAsync(CollectionHold hold, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        session.QueueLock("SELECT 1 FROM store_state FOR UPDATE");
        return session.ExecuteAsync("""
            INSERT INTO collection_holds(name, reason, expires_at) VALUES($1, $2, $3)
            ON CONFLICT(name) DO UPDATE SET reason = excluded.reason, expires_at = excluded.expires_at
            """, hold.Name, hold.Reason, hold.ExpiresAt);
    }, cancellationToken);

    public Task ReleaseAsync(string name, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.ExecuteAsync("DELETE FROM collection_holds WHERE name = $1", name), cancellationToken);

    public async ValueTask<IReadOnlyList<CollectionHold>> ListHoldsAsync(CancellationToken cancellationToken) => await database.ReadAsync(session => session.AllAsync(
        "SELECT name, reason, expires_at FROM collection_holds WHERE expires_at > $1 ORDER BY expires_at",
        static row => new CollectionHold(row.GetString(0), row.GetString(1), row.GetTime(2)), time.GetUtcNow()), cancellationToken);
}
