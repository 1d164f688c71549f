using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Rescue;

/// <summary>Writes exported rows into a database, inside the transaction of the caller.</summary>
internal sealed class SqliteImport
{
    private readonly SqliteSession _session;
    private readonly Dictionary<string, TableShape> _known;
    private readonly Dictionary<TableShape, string> _statements = new(ReferenceEqualityComparer.Instance);

    private SqliteImport(SqliteSession session)
    {
        _session = session;
        _known = TableCatalog.Read(session).ToDictionary(t => t.Name, StringComparer.Ordinal);
    }

    public static bool IsEmpty(SqliteSession session) => !session.Exists("SELECT 1 FROM repositories UNION ALL SELECT 1 FROM principals LIMIT 1");

    /// <summary>Writes the rows, each table in place of what the migrations put into it.</summary>
    public static void Run(SqliteSession session, IEnumerable<TableRow> rows, IReadOnlyDictionary<string, long> counters)
    {
        if (!IsEmpty(session)) throw new InvalidOperationException("The database has content already; rows are imported into an empty one only.");
        // Rows of one table may name each other in any order.
        session.Execute("PRAGMA defer_foreign_keys = ON");
        // What triggers would add is among the rows already.
        var triggers = session.All("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name", static row => (Name: row.GetString(0), Sql: row.GetString(1)));
        foreach (var (name, _) in triggers) session.Script("DROP TRIGGER " + SqlNames.Quote(name));
        var import = new SqliteImport(session);
        foreach (var row in rows) import.Insert(row);
        foreach (var (table, last) in counters) import.Raise(table, last);
        foreach (var (_, sql) in triggers) session.Script(sql);
        // The index is not among the rows; a migration that brings it fills its queue by itself.
        if (session.Exists("SELECT 1 FROM sqlite_schema WHERE name = 'index_queue'"))
        {
            foreach (var fill in IndexQueue.FillAll) session.Execute(fill);
        }
        // Rows of an early schema have no journal yet; the migration that brings it begins with an empty one.
        if (!import._known.ContainsKey("store_state")) return;
        session.Execute("DELETE FROM journal_queue");
        session.Execute("UPDATE store_state SET checkpoint = 0, entries = 0, read_only = NULL");
    }

    private void Insert(TableRow row)
    {
        if (!_statements.TryGetValue(row.Table, out var sql))
        {
            _statements.Add(row.Table, sql = Statement(row.Table));
            // What the migrations put there is in the export too, or was deleted.
            _session.Execute("DELETE FROM " + SqlNames.Quote(row.Table.Name));
        }
        var values = new SqliteValue[row.Values.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = row.Values[i] switch
            {
                null => default,
                long number => number,
                string text => text,
                byte[] bytes => bytes,
                var other => throw new InvalidDataException($"a value of {row.Table.Name}.{row.Table.Columns[i]} is of type {other.GetType()}"),
            };
        }
        _session.Execute(sql, values);
    }

    private string Statement(TableShape table)
    {
        if (!_known.TryGetValue(table.Name, out var mine)) throw new InvalidDataException($"The export has a table '{table.Name}', which this program does not know: it was written by a newer Plimsoll.");
        if (table.Columns.Except(mine.Columns, StringComparer.Ordinal).FirstOrDefault() is { } column)
            throw new InvalidDataException($"The export has a column '{table.Name}.{column}', which this program does not know: it was written by a newer Plimsoll.");
        var places = string.Join(", ", Enumerable.Range(1, table.Columns.Count).Select(i => $"?{i}"));
        return $"INSERT INTO {SqlNames.Quote(table.Name)}({SqlNames.List(table.Columns)}) VALUES({places})";
    }

    private void Raise(string table, long last)
    {
        if (!_known.ContainsKey(table)) return;
        if (_session.Execute("UPDATE sqlite_sequence SET seq = max(seq, ?2) WHERE name = ?1", table, last) == 0)
            _session.Execute("INSERT INTO sqlite_sequence(name, seq) VALUES(?1, ?2)", table, last);
    }
}
