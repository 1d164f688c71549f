using System.Data;
using Npgsql;

namespace Plimsoll.Storage.Metadata.Postgres.Engine;

/// <summary>
/// Brings the schema of a PostgreSQL database up to date. Several servers may start at once: one of them migrates under an advisory lock, the others wait for it.
/// </summary>
internal static class PostgresMigrations
{
    /// <summary>Names the lock among the advisory locks of the database: "PLMS", then 1.</summary>
    private const string LockKey = "1347177811, 1";

    private const int OldestVersion = 13;

    public static async Task ApplyAsync(NpgsqlDataSource source, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await RequireUsableAsync(connection, cancellationToken);
        await RunAsync(connection, $"SELECT pg_advisory_lock({LockKey})", cancellationToken);
        try
        {
            await RunAsync(connection, """
                CREATE TABLE IF NOT EXISTS migrations(number bigint PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at bigint NOT NULL)
                """, cancellationToken);
            var session = new PostgresSession(connection, opening: null, cancellationToken);
            var applied = await session.AllAsync("SELECT number, checksum FROM migrations ORDER BY number", row => (Number: (int)row.GetInt64(0), Checksum: row.GetString(1)));
            foreach (var migration in Migration.Pending(Migration.Load("Postgres"), applied)) await RunAsync(connection, migration, time, cancellationToken);
        }
        finally
        {
            if (connection.State == ConnectionState.Open) await RunAsync(connection, $"SELECT pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, Migration migration, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync(connection, migration.Sql, cancellationToken);
        await new PostgresSession(connection, opening: null, cancellationToken).ExecuteAsync(
            "INSERT INTO migrations(number, name, checksum, applied_at) VALUES($1, $2, $3, $4)", migration.Number, migration.Name, migration.Checksum, time.GetUtcNow());
        await transaction.CommitAsync(CancellationToken.None);
    }

    private static async Task RequireUsableAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (connection.PostgreSqlVersion.Major < OldestVersion)
            throw new SchemaException($"The database server is PostgreSQL {connection.PostgreSqlVersion}; Plimsoll needs version {OldestVersion} or newer.");
        var session = new PostgresSession(connection, opening: null, cancellationToken);
        var (encoding, commit) = await session.FirstAsync("SELECT current_setting('server_encoding'), current_setting('synchronous_commit')", row => (row.GetString(0), row.GetString(1)));
        if (encoding != "UTF8") throw new SchemaException($"The database has the encoding {encoding}; Plimsoll needs one with UTF8 (CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0).");
        if (commit == "off") throw new SchemaException("The database has synchronous_commit off: it would acknowledge pushes that a power cut takes back. Set it to on for the database or for Plimsoll's user.");
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
