namespace Plimsoll.Storage.Metadata.Sqlite.Engine;

/// <summary>Brings the schema of a SQLite file up to date.</summary>
internal static class SqliteMigrations
{
    /// <summary>Brings the schema up to date, or up to an earlier state of it for rows that were exported then.</summary>
    public static void Apply(SqliteSession session, TimeProvider time, int upTo = int.MaxValue)
    {
        session.Script("CREATE TABLE IF NOT EXISTS migrations(number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT");
        var applied = session.All("SELECT number, checksum FROM migrations ORDER BY number", r => (Number: r.GetInt32(0), Checksum: r.GetString(1)));
        foreach (var migration in Migration.Pending(Migration.Load("Sqlite"), applied).Where(m => m.Number <= upTo)) Run(session, migration, time);
    }

    /// <exception cref="SchemaException">The schema is another one than that of this program.</exception>
    public static void RequireLatest(SqliteSession session)
    {
        var current = Current(session);
        Migration.RequireKnown(current, Latest);
        if (current != Latest)
            throw new SchemaException($"The database has schema {current}, this program works with schema {Latest}: use the Plimsoll that serves it, or start a server of this version on it once, which brings it up to date.");
    }

    /// <summary>Number of the last migration that the database had.</summary>
    public static int Current(SqliteSession session) => (int)(session.Number("SELECT max(number) FROM migrations") ?? 0);

    /// <summary>Number of the last migration of this program.</summary>
    public static int Latest => Migration.Load("Sqlite").Count;

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
}
