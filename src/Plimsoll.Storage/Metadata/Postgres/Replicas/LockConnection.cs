using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Plimsoll.Storage.Metadata.Postgres.Replicas;

/// <summary>One connection that holds locks: session-level advisory locks, which the server releases when the connection ends, however it ends.</summary>
internal sealed class LockConnection : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly CancellationTokenSource _lost = new();

    private LockConnection(NpgsqlConnection connection) => _connection = connection;

    /// <summary>Cancelled when the connection is found broken: its locks are gone.</summary>
    public CancellationToken Lost => _lost.Token;

    public static async Task<LockConnection> OpenAsync(NpgsqlDataSource source, CancellationToken cancellationToken) => new(await source.OpenConnectionAsync(cancellationToken));

    public Task<bool> TryLockAsync(string id) => AskAsync("SELECT pg_try_advisory_lock($1)", KeyOf(id));

    public Task<bool> UnlockAsync(string id) => AskAsync("SELECT pg_advisory_unlock($1)", KeyOf(id));

    /// <summary>Throws when the connection is broken.</summary>
    public Task<bool> ProbeAsync() => AskAsync("SELECT $1 = 0", 0);

    public async ValueTask DisposeAsync()
    {
        await _lost.CancelAsync();
        await _connection.DisposeAsync();
    }

    /// <summary>A number for the id; two ids that share one would only keep each other waiting.</summary>
    private static long KeyOf(string id) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes("upload " + id)));

    // Never cancelled: whether the lock is held has to be known.
    private async Task<bool> AskAsync(string sql, long value)
    {
        await using var command = new NpgsqlCommand(sql, _connection) { Parameters = { new NpgsqlParameter<long> { TypedValue = value } } };
        return (bool)(await command.ExecuteScalarAsync(CancellationToken.None))!;
    }
}
