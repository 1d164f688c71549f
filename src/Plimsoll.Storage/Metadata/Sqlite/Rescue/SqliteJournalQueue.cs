using System.Runtime.CompilerServices;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Rescue;

/// <summary>The queue of the journal in SQLite.</summary>
internal sealed class SqliteJournalQueue(SqliteDatabase database) : IJournalQueue
{
    private const int Breath = 1000;

    public Task<JournalBatch?> TakeAsync(int limit, int maxBytes, CancellationToken cancellationToken) => database.WriteInBackgroundAsync<JournalBatch?>(session =>
    {
        var waiting = session.All("SELECT id, kind, repository_id, subject FROM journal_queue ORDER BY id LIMIT ?1",
            static row => (Id: row.GetInt64(0), Kind: row.GetString(1), Repository: row.GetInt64(2), Subject: row.GetString(3)), Math.Max(limit, 0));
        var (changes, bytes) = (new List<JournalChange>(), 0L);
        foreach (var (id, kind, repository, subject) in waiting)
        {
            if (bytes >= maxBytes) break;
            changes.Add(new JournalChange(id, JournalRows.Read(session, kind, repository, subject)));
            bytes += changes[^1].Entry?.ContentLength ?? 0;
        }
        return changes.Count == 0 ? null : new JournalBatch(TakeSegment(session), changes);
    }, cancellationToken);

    public Task<long> TakeSegmentAsync(CancellationToken cancellationToken) => database.WriteAsync(TakeSegment, cancellationToken);

    public Task AcknowledgeAsync(IReadOnlyList<JournalChange> written, CancellationToken cancellationToken) => database.WriteInBackgroundAsync(session =>
    {
        foreach (var change in written) session.Execute("DELETE FROM journal_queue WHERE id = ?1", change.Id);
        return session.Execute("UPDATE store_state SET entries = entries + ?1", written.Count);
    }, cancellationToken);

    public async IAsyncEnumerable<JournalEntry> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var snapshot = new SqliteSnapshot(database.Path);
        var count = 0;
        foreach (var entry in JournalRows.All(snapshot.Session))
        {
            if (++count % Breath == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await Task.Yield();
            }
            yield return entry;
        }
    }

    public Task SetCheckpointAsync(long firstSegment, long entries, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.Execute("UPDATE store_state SET checkpoint = ?1, entries = ?2", firstSegment, entries), cancellationToken);

    private static long TakeSegment(SqliteSession session) => session.Number("UPDATE store_state SET next_segment = next_segment + 1 RETURNING next_segment - 1")!.Value;
}
