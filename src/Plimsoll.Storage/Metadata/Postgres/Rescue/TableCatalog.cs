using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Rescue;

/// <summary>The tables that a database has, read from its own catalogue, so that no list has to follow the migrations.</summary>
internal static class TableCatalog
{
    public static string Quote(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    public static string List(IEnumerable<string> names) => string.Join(", ", names.Select(Quote));

    /// <summary>All tables but the local ones; those that others refer to first.</summary>
    public static async Task<IReadOnlyList<TableShape>> ReadAsync(PostgresSession session)
    {
        var columns = await session.AllAsync("""
            SELECT c.relname::text, a.attname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum
            """, static row => (Table: row.GetString(0), Column: row.GetString(1)));
        var parents = (await session.AllAsync("""
            SELECT DISTINCT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
            WHERE contype = 'f' AND connamespace = current_schema()::regnamespace AND conrelid <> confrelid
            """, static row => (Table: row.GetString(0), Parent: row.GetString(1)))).ToLookup(p => p.Table, p => p.Parent);
        var waiting = columns.Where(c => !LocalTables.Names.Contains(c.Table) && !LocalTables.Columns.Contains($"{c.Table}.{c.Column}"))
            .GroupBy(c => c.Table).ToDictionary(g => g.Key, g => new TableShape(g.Key, [.. g.Select(c => c.Column)]), StringComparer.Ordinal);
        var ordered = new List<TableShape>();
        while (waiting.Count > 0)
        {
            var next = waiting.Values.FirstOrDefault(t => !parents[t.Name].Any(waiting.ContainsKey)) ?? throw new InvalidOperationException("tables refer to each other in a circle");
            waiting.Remove(next.Name);
            ordered.Add(next);
        }
        return ordered;
    }

    /// <summary>The numbers that were given out last, of tables that give their rows numbers.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> CountersAsync(PostgresSession session)
    {
        var counters = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (table, column) in await NumberedAsync(session))
        {
            var last = await session.NumberAsync("SELECT pg_sequence_last_value(pg_get_serial_sequence($1, $2)::regclass)", Quote(table), column);
            if (last is { } number) counters[table] = number;
        }
        return counters;
    }

    /// <summary>Lets every table go on counting behind its highest number, and behind the one that was given out elsewhere.</summary>
    public static async Task RaiseAsync(PostgresSession session, IReadOnlyDictionary<string, long> counters)
    {
        foreach (var (table, column) in await NumberedAsync(session))
        {
            var highest = await session.NumberAsync($"SELECT max({Quote(column)}) FROM {Quote(table)}") ?? 0;
            var last = Math.Max(highest, counters.GetValueOrDefault(table));
            if (last > 0) await session.NumberAsync("SELECT setval(pg_get_serial_sequence($1, $2)::regclass, $3)", Quote(table), column, last);
        }
    }

    /// <summary>Tables with triggers of ours, as statements name them.</summary>
    public static Task<List<string>> WatchedAsync(PostgresSession session) => session.AllAsync("""
        SELECT DISTINCT t.tgrelid::regclass::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace
        """, static row => row.GetString(0));

    /// <summary>Names of the types of columns.</summary>
    public static async Task<Dictionary<(string Table, string Column), string>> TypesAsync(PostgresSession session) => (await session.AllAsync("""
        SELECT c.relname::text, a.attname::text, format_type(a.atttypid, NULL) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
        """, static row => (Key: (row.GetString(0), row.GetString(1)), Type: row.GetString(2)))).ToDictionary(t => t.Key, t => t.Type);

    private static async Task<List<(string Table, string Column)>> NumberedAsync(PostgresSession session) => [.. (await session.AllAsync("""
        SELECT c.relname::text, a.attname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND a.attidentity <> '' ORDER BY c.relname
        """, static row => (Table: row.GetString(0), Column: row.GetString(1)))).Where(t => !LocalTables.Names.Contains(t.Table))];
}
