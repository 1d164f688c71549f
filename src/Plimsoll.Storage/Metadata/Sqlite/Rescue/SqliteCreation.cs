using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Rescue;

/// <summary>A database file made of rows. It is written under another name and gets its own one when it is whole.</summary>
internal static class SqliteCreation
{
    public static async Task RunAsync(
        string path, int? schema, IAsyncEnumerable<TableRow> rows, IReadOnlyDictionary<string, long> counters, TimeProvider time, CancellationToken cancellationToken)
    {
        if (File.Exists(path)) throw new IOException($"{path} exists already; move it away first, together with {path}-wal and {path}-shm");
        if (schema > SqliteMigrations.Latest) throw new SchemaException($"The rows are of schema {schema}, but this program knows only schema {SqliteMigrations.Latest}: use the Plimsoll that wrote them, or a newer one.");
        var unfinished = path + ".new";
        Remove(unfinished);
        await Task.Run(() => Write(unfinished, schema ?? SqliteMigrations.Latest, rows.ToBlockingEnumerable(cancellationToken), counters, time), cancellationToken);
        DurableFile.Replace(unfinished, path);
    }

    /// <summary>Removes a database file that has no repository and no account, such as a start leaves that was refused. False when it has any, or when nobody can tell.</summary>
    public static bool TryRemoveEmpty(string path)
    {
        try
        {
            using var session = new SqliteSession(path, readOnly: true);
            if (!SqliteImport.IsEmpty(session)) return false;
        }
        catch (SqliteException)
        {
            return false;
        }
        Remove(path);
        return true;
    }

    private static void Write(string path, int schema, IEnumerable<TableRow> rows, IReadOnlyDictionary<string, long> counters, TimeProvider time)
    {
        using (var session = new SqliteSession(path, readOnly: false))
        {
            // Nobody else sees the file before it is whole, so it needs no journal; what counts is the flush at the end.
            session.Script("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;");
            SqliteMigrations.Apply(session, time, schema);
            session.Execute("BEGIN IMMEDIATE");
            SqliteImport.Run(session, rows, counters);
            session.Execute("COMMIT");
        }
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(file);
    }

    private static void Remove(string path)
    {
        foreach (var name in new[] { path, path + "-wal", path + "-shm", path + "-journal" }) File.Delete(name);
    }
}
