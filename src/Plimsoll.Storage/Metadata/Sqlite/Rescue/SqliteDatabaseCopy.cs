using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Rescue;

/// <summary>Copies of the database in SQLite.</summary>
internal sealed class SqliteDatabaseCopy(SqliteDatabase database) : IDatabaseCopy
{
    public Task<IDatabaseSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) => Task.FromResult<IDatabaseSnapshot>(new SqliteSnapshot(database.Path));

    public ValueTask<bool> IsEmptyAsync(CancellationToken cancellationToken) => ValueTask.FromResult(database.Read(SqliteImport.IsEmpty));

    public Task ImportAsync(IAsyncEnumerable<TableRow> rows, IReadOnlyDictionary<string, long> counters, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        // The writer's thread is nobody else's, and an empty database has no other changes that would have to wait.
        SqliteImport.Run(session, rows.ToBlockingEnumerable(cancellationToken), counters);
        return true;
    }, cancellationToken);
}
