using System.Runtime.CompilerServices;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Rescue;

/// <summary>The queue of the journal in PostgreSQL. The row of the state is the lock that puts writers in an order.</summary>
internal sealed class PostgresJournalQueue(PostgresDatabase database) : IJournalQueue
{
    private const int PageSize = 200;

    public async Task<JournalBatch?> TakeAsync(int limit, int maxBytes, CancellationToken cancellationToken)
    {
        // Asked before, so that an idle database writes nothing.
        if (!await database.ReadAsync(session => session.ExistsAsync("SELECT 1 FROM journal_queue LIMIT 1"), cancellationToken)) return null;
        return await database.WriteAsync(async session =>
        {
            var segment = await TakeSegmentAsync(session);
            var waiting = await session.AllAsync("SELECT id, kind, repository_id, subject FROM journal_queue ORDER BY id LIMIT $1",
                static row => (Id: row.GetInt64(0), Kind: row.GetString(1), Repository: row.GetInt64(2), Subject: row.GetString(3)), (long)Math.Max(limit, 0));
            var (changes, bytes) = (new List<JournalChange>(), 0L);
            foreach (var (id, kind, repository, subject) in waiting)
            {
                if (bytes >= maxBytes) break;
                changes.Add(new JournalChange(id, await JournalRows.ReadAsync(session, kind, repository, subject)));
                bytes += changes[^1].Entry?.ContentLength ?? 0;
            }
            return changes.Count == 0 ? null : new JournalBatch(segment, changes);
        }, cancellationToken);
    }

    public Task<long> TakeSegmentAsync(CancellationToken cancellationToken) => database.WriteAsync(TakeSegmentAsync, cancellationToken);

    public Task AcknowledgeAsync(IReadOnlyList<JournalChange> written, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        foreach (var change in written) session.Queue("DELETE FROM journal_queue WHERE id = $1", change.Id);
        return session.ExecuteAsync("UPDATE store_state SET entries = entries + $1", (long)written.Count);
    }, cancellationToken);

    public async IAsyncEnumerable<JournalEntry> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var snapshot = await PostgresSnapshot.OpenAsync(database.Source, cancellationToken);
        foreach (var read in new Func<PostgresSession, long, int, Task<List<(long Id, JournalEntry Entry)>>>[] { JournalRows.BlobsAsync, JournalRows.ManifestsAsync, JournalRows.MovesAsync })
        {
            for (var after = 0L; await read(snapshot.Session(cancellationToken), after, PageSize) is { Count: > 0 } page; after = page[^1].Id)
            {
                foreach (var (_, entry) in page) yield return entry;
            }
        }
    }

    public Task SetCheckpointAsync(long firstSegment, long entries, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.ExecuteAsync("UPDATE store_state SET checkpoint = $1, entries = $2", firstSegment, entries), cancellationToken);

    private static async Task<long> TakeSegmentAsync(PostgresSession session) =>
        (await session.NumberAsync("UPDATE store_state SET next_segment = next_segment + 1 RETURNING next_segment - 1"))!.Value;
}
