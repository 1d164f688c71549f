using System.Runtime.CompilerServices;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Rescue;

/// <summary>A read transaction on a connection of its own, which other readers do not have to wait for.</summary>
internal sealed class SqliteSnapshot : IDatabaseSnapshot
{
    private const int Breath = 1000;

    private readonly SqliteSession _session;

    public SqliteSnapshot(string path)
    {
        _session = new SqliteSession(path, readOnly: true);
        try
        {
            _session.Execute("BEGIN");
            // The moment of a deferred transaction is its first read.
            Schema = SqliteMigrations.Current(_session);
            Tables = TableCatalog.Read(_session);
            Counters = _session.All("SELECT name, seq FROM sqlite_sequence", static row => (Table: row.GetString(0), Last: row.GetInt64(1)))
                .Where(c => !LocalTables.Names.Contains(c.Table)).ToDictionary(c => c.Table, c => c.Last, StringComparer.Ordinal);
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    public string Engine => "sqlite";

    public int Schema { get; }

    public IReadOnlyList<TableShape> Tables { get; }

    public IReadOnlyDictionary<string, long> Counters { get; }

    internal SqliteSession Session => _session;

    public async IAsyncEnumerable<TableRow> ReadAsync(TableShape table, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var values in _session.Stream($"SELECT {SqlNames.List(table.Columns)} FROM {SqlNames.Quote(table.Name)}", row => Values(row, table.Columns.Count)))
        {
            // The rows come as fast as the disk; a request that shares the thread pool must not wait for all of them.
            if (++count % Breath == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await Task.Yield();
            }
            yield return new TableRow(table, values);
        }
    }

    public ValueTask DisposeAsync()
    {
        _session.Dispose();
        return ValueTask.CompletedTask;
    }

    private static object?[] Values(SqliteRow row, int count)
    {
        var values = new object?[count];
        for (var i = 0; i < count; i++) values[i] = row.GetValue(i);
        return values;
    }
}
