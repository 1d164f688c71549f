using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Rescue;

/// <summary>The tables that a database has, read from its own schema, so that no list has to follow the migrations.</summary>
internal static class TableCatalog
{
    /// <summary>All tables but the local ones; those that others refer to first.</summary>
    public static IReadOnlyList<TableShape> Read(SqliteSession session)
    {
        var names = session.All("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name", static row => row.GetString(0));
        var waiting = names.Where(n => !LocalTables.Names.Contains(n)).ToDictionary(n => n, n => Parents(session, n), StringComparer.Ordinal);
        var ordered = new List<TableShape>();
        while (waiting.Count > 0)
        {
            var next = waiting.FirstOrDefault(t => !t.Value.Any(waiting.ContainsKey)).Key ?? throw new InvalidOperationException("tables refer to each other in a circle");
            waiting.Remove(next);
            ordered.Add(new TableShape(next, Columns(session, next)));
        }
        return ordered;
    }

    private static List<string> Columns(SqliteSession session, string table) =>
        [.. session.All("SELECT name FROM pragma_table_info(?1) ORDER BY cid", static row => row.GetString(0), table).Where(c => !LocalTables.Columns.Contains($"{table}.{c}"))];

    private static List<string> Parents(SqliteSession session, string table) =>
        session.All("SELECT DISTINCT \"table\" FROM pragma_foreign_key_list(?1) WHERE \"table\" <> ?1", static row => row.GetString(0), table);
}
