using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Rescue;

/// <summary>A read transaction that sees one moment, on a connection of its own.</summary>
internal sealed class PostgresSnapshot : IDatabaseSnapshot
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private PostgresSnapshot(NpgsqlConnection connection, NpgsqlTransaction transaction) => (_connection, _transaction) = (connection, transaction);

    public string Engine => "postgresql";

    public int Schema { get; private set; }

    public IReadOnlyList<TableShape> Tables { get; private set; } = [];

    public IReadOnlyDictionary<string, long> Counters { get; private set; } = new Dictionary<string, long>();

    public static async Task<PostgresSnapshot> OpenAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            var snapshot = new PostgresSnapshot(connection, await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken));
            var session = snapshot.Session(cancellationToken);
            snapshot.Schema = (int)(await session.NumberAsync("SELECT max(number) FROM migrations"))!.Value;
            snapshot.Tables = await TableCatalog.ReadAsync(session);
            // Sequences are outside of transactions: a number that was given out later than the snapshot does no harm.
            snapshot.Counters = await TableCatalog.CountersAsync(session);
            return snapshot;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public PostgresSession Session(CancellationToken cancellationToken) => new(_connection, opening: null, cancellationToken);

    public async IAsyncEnumerable<TableRow> ReadAsync(TableShape table, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT {TableCatalog.List(table.Columns)} FROM {TableCatalog.Quote(table.Name)}", _connection);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var values = new object?[table.Columns.Count];
            for (var i = 0; i < values.Length; i++) values[i] = Neutral(reader.GetValue(i));
            yield return new TableRow(table, values);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static object? Neutral(object value) => value switch
    {
        DBNull => null,
        long or string or byte[] => value,
        int number => (long)number,
        short number => (long)number,
        bool flag => flag ? 1L : 0L,
        Guid id => id.ToByteArray(bigEndian: true),
        _ => throw new InvalidDataException($"a value of type {value.GetType()} cannot be exported"),
    };
}
