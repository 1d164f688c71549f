using Npgsql;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Rescue;

/// <summary>Copies of the database in PostgreSQL.</summary>
internal sealed class PostgresDatabaseCopy(PostgresDatabase database) : IDatabaseCopy
{
    public async Task<IDatabaseSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) => await GuardAsync<IDatabaseSnapshot>(async () => await PostgresSnapshot.OpenAsync(database.Source, cancellationToken));

    public async ValueTask<bool> IsEmptyAsync(CancellationToken cancellationToken) => await database.ReadAsync(PostgresImport.IsEmptyAsync, cancellationToken);

    // Not repeated by itself after an outage: the rows come only once.
    public Task ImportAsync(IAsyncEnumerable<TableRow> rows, IReadOnlyDictionary<string, long> counters, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        await PostgresImport.RunAsync(database.Source, rows, counters, cancellationToken);
        return true;
    });

    private static async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (NpgsqlException e) when (PostgresFaults.IsOutage(e))
        {
            throw new StorageUnavailableException("The database is not available: " + PostgresFaults.Describe(e), e);
        }
    }
}
