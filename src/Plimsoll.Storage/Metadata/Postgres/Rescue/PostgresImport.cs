using System.Data;
using Npgsql;
using NpgsqlTypes;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Rescue;

/// <summary>Writes exported rows with COPY, a run of rows of one table at a time.</summary>
internal sealed class PostgresImport : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly PostgresSession _session;
    private readonly Dictionary<string, TableShape> _known;
    private readonly Dictionary<(string Table, string Column), string> _types;
    private readonly HashSet<string> _begun = new(StringComparer.Ordinal);
    private NpgsqlBinaryImporter? _copy;
    private TableShape? _table;
    private NpgsqlDbType[] _kinds = [];

    private PostgresImport(NpgsqlConnection connection, PostgresSession session, IReadOnlyList<TableShape> tables, Dictionary<(string Table, string Column), string> types)
    {
        (_connection, _session, _types) = (connection, session, types);
        _known = tables.ToDictionary(t => t.Name, StringComparer.Ordinal);
    }

    public static async Task<bool> IsEmptyAsync(PostgresSession session) => !await session.ExistsAsync("SELECT 1 FROM repositories UNION ALL SELECT 1 FROM principals LIMIT 1");

    public static async Task RunAsync(NpgsqlDataSource source, IAsyncEnumerable<TableRow> rows, IReadOnlyDictionary<string, long> counters, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        var session = new PostgresSession(connection, opening: null, cancellationToken);
        // One import at a time; the second finds the database filled.
        session.QueueLock("SELECT 1 FROM store_state FOR UPDATE");
        if (!await IsEmptyAsync(session)) throw new InvalidOperationException("The database has content already; rows are imported into an empty one only.");
        // What triggers would add is among the rows already.
        var watched = await TableCatalog.WatchedAsync(session);
        foreach (var table in watched) await session.ExecuteAsync($"ALTER TABLE {table} DISABLE TRIGGER USER");
        await using (var import = new PostgresImport(connection, session, await TableCatalog.ReadAsync(session), await TableCatalog.TypesAsync(session)))
        {
            await foreach (var row in rows.WithCancellation(cancellationToken)) await import.WriteAsync(row, cancellationToken);
            await import.EndAsync(cancellationToken);
        }
        foreach (var table in watched) await session.ExecuteAsync($"ALTER TABLE {table} ENABLE TRIGGER USER");
        await TableCatalog.RaiseAsync(session, counters);
        foreach (var fill in IndexQueue.FillAll) session.Queue(fill);
        session.Queue("DELETE FROM journal_queue");
        await session.ExecuteAsync("UPDATE store_state SET checkpoint = 0, entries = 0, read_only = NULL");
        await transaction.CommitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        // Without its end a COPY brings nothing.
        if (_copy is not null) await _copy.DisposeAsync();
    }

    private async Task WriteAsync(TableRow row, CancellationToken cancellationToken)
    {
        if (_copy is null || !ReferenceEquals(_table, row.Table)) await BeginAsync(row.Table, cancellationToken);
        await _copy!.StartRowAsync(cancellationToken);
        for (var i = 0; i < _kinds.Length; i++)
        {
            if (row.Values[i] is { } value) await _copy.WriteAsync(Native(value, _kinds[i]), _kinds[i], cancellationToken);
            else await _copy.WriteNullAsync(cancellationToken);
        }
    }

    private async Task BeginAsync(TableShape table, CancellationToken cancellationToken)
    {
        await EndAsync(cancellationToken);
        if (!_known.TryGetValue(table.Name, out var mine)) throw new InvalidDataException($"The export has a table '{table.Name}', which this program does not know: it was written by a newer Plimsoll.");
        if (table.Columns.Except(mine.Columns, StringComparer.Ordinal).FirstOrDefault() is { } column)
            throw new InvalidDataException($"The export has a column '{table.Name}.{column}', which this program does not know: it was written by a newer Plimsoll.");
        // What the migrations put there is in the export too, or was deleted.
        if (_begun.Add(table.Name)) await _session.ExecuteAsync("DELETE FROM " + TableCatalog.Quote(table.Name));
        _kinds = [.. table.Columns.Select(c => KindOf(_types[(table.Name, c)]))];
        _copy = await _connection.BeginBinaryImportAsync($"COPY {TableCatalog.Quote(table.Name)}({TableCatalog.List(table.Columns)}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        _table = table;
    }

    private async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_copy is null) return;
        await _copy.CompleteAsync(cancellationToken);
        await _copy.DisposeAsync();
        _copy = null;
    }

    private static NpgsqlDbType KindOf(string type) => type switch
    {
        "bigint" => NpgsqlDbType.Bigint,
        "integer" => NpgsqlDbType.Integer,
        "smallint" => NpgsqlDbType.Smallint,
        "boolean" => NpgsqlDbType.Boolean,
        "text" => NpgsqlDbType.Text,
        "bytea" => NpgsqlDbType.Bytea,
        "uuid" => NpgsqlDbType.Uuid,
        _ => throw new InvalidOperationException($"columns of type {type} cannot be imported"),
    };

    private static object Native(object value, NpgsqlDbType kind) => (kind, value) switch
    {
        (NpgsqlDbType.Integer, long number) => checked((int)number),
        (NpgsqlDbType.Smallint, long number) => checked((short)number),
        (NpgsqlDbType.Boolean, long number) => number != 0,
        (NpgsqlDbType.Uuid, byte[] { Length: 16 } bytes) => new Guid(bytes, bigEndian: true),
        _ => value,
    };
}
