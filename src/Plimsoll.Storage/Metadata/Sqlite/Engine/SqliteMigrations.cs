using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Plimsoll.Storage.Metadata.Sqlite.Engine;

/// <summary>The database cannot be used by this version of Plimsoll; the message says why and what to do.</summary>
public sealed class SchemaException(string message) : Exception(message);

/// <summary>
/// Numbered SQL files (<c>0001_content.sql</c>, …), forward only, each in one transaction together with the row that records it and its checksum.
/// A file that has run is never edited: a change is a new file.
/// </summary>
internal static class SqliteMigrations
{
    private const string Folder = ".Metadata.Sqlite.Migrations.";

    public static void Apply(SqliteSession session, TimeProvider time)
    {
        session.Script("CREATE TABLE IF NOT EXISTS migrations(number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT");
        var known = Load();
        var applied = session.All("SELECT number, checksum FROM migrations ORDER BY number", r => (Number: r.GetInt32(0), Checksum: r.GetString(1)));
        foreach (var (number, checksum) in applied)
        {
            if (number > known.Count)
                throw new SchemaException($"The database has schema {number}, but this program knows only schema {known.Count}. It was written by a newer Plimsoll: start that version, or restore a backup from before the upgrade.");
            if (known[number - 1].Checksum != checksum)
                throw new SchemaException($"Migration {number} of the database differs from the one in this program: the data was written by an unreleased build. Start that build, or begin with an empty data directory.");
        }
        foreach (var migration in known.Skip(applied.Count)) Run(session, migration, time);
    }

    private static void Run(SqliteSession session, Migration migration, TimeProvider time)
    {
        session.Script("BEGIN IMMEDIATE");
        try
        {
            session.Script(migration.Sql);
            session.Execute("INSERT INTO migrations VALUES(?1, ?2, ?3, ?4)", migration.Number, migration.Name, migration.Checksum, time.GetUtcNow().ToUnixTimeMilliseconds());
            session.Script("COMMIT");
        }
        catch
        {
            session.Script("ROLLBACK");
            throw;
        }
    }

    private static List<Migration> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var migrations = new List<Migration>();
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.Contains(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var name = resource[(resource.IndexOf(Folder, StringComparison.Ordinal) + Folder.Length)..];
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var sql = reader.ReadToEnd();
            migrations.Add(new Migration(migrations.Count + 1, name, sql, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)))));
            if (!name.StartsWith($"{migrations.Count:0000}_", StringComparison.Ordinal)) throw new InvalidOperationException($"Migration {name} breaks the numbering.");
        }
        return migrations;
    }

    private sealed record Migration(int Number, string Name, string Sql, string Checksum);
}
