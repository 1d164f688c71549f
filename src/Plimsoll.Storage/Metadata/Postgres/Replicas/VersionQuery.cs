using System.Net.Sockets;
using Npgsql;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Replicas;

/// <summary>Versions at one moment.</summary>
/// <param name="Identities">Of accounts and rights.</param>
/// <param name="Repositories">Of the repositories that were asked for, as far as they exist.</param>
internal sealed record VersionAnswer(long Identities, Dictionary<string, long> Repositories);

/// <summary>The query of versions, prepared on a connection that it keeps. For one thread, which waits for the answer.</summary>
internal sealed class VersionQuery(PostgresDatabase database) : IDisposable
{
    private const string Sql = "SELECT NULL, version FROM identity_version UNION ALL SELECT name, version FROM repositories WHERE name = ANY($1)";

    private readonly NpgsqlParameter<string[]> _names = new();
    private NpgsqlCommand? _command;

    /// <exception cref="StorageUnavailableException">The database cannot be reached, or cannot work at present.</exception>
    public VersionAnswer Ask(string[] names)
    {
        try
        {
            _names.TypedValue = names;
            using var reader = (_command ??= Prepare()).ExecuteReader();
            return Read(reader);
        }
        catch (Exception e) when (e is NpgsqlException or IOException or SocketException or TimeoutException or InvalidOperationException)
        {
            Drop();
        }
        // Once more as any other query is run, which knows what passes by itself, and what to say when it does not.
        return database.ReadAsync(async session =>
        {
            var rows = await session.AllAsync(Sql, static row => (Name: row.GetStringOrNull(0), Version: row.GetInt64(1)), names);
            return new VersionAnswer(rows.Single(r => r.Name is null).Version, rows.Where(r => r.Name is not null).ToDictionary(r => r.Name!, r => r.Version));
        }, CancellationToken.None).GetAwaiter().GetResult();
    }

    public void Dispose() => Drop();

    private NpgsqlCommand Prepare()
    {
        _names.TypedValue ??= [];
        var command = new NpgsqlCommand(Sql, database.Source.OpenConnection());
        command.Parameters.Add(_names);
        try
        {
            command.Prepare();
            return command;
        }
        catch
        {
            Drop(command);
            throw;
        }
    }

    private static VersionAnswer Read(NpgsqlDataReader reader)
    {
        var (identities, repositories) = (0L, new Dictionary<string, long>(StringComparer.Ordinal));
        while (reader.Read())
        {
            if (reader.IsDBNull(0)) identities = reader.GetInt64(1);
            else repositories[reader.GetString(0)] = reader.GetInt64(1);
        }
        return new VersionAnswer(identities, repositories);
    }

    private void Drop()
    {
        if (_command is not null) Drop(_command);
        _command = null;
    }

    private static void Drop(NpgsqlCommand command)
    {
        command.Parameters.Clear();
        command.Connection?.Dispose();
        command.Dispose();
    }
}
