using System.Collections.Concurrent;

namespace Plimsoll.Storage.Metadata.Sqlite.Engine;

/// <summary>
/// One SQLite file with one writer and several readers. Writes are closures that run on the writer's thread, many to a transaction (group commit):
/// each in a savepoint of its own, so that one that fails takes only itself back, and none is acknowledged before the transaction is on the disk
/// (write-ahead log, synchronous = FULL).
/// </summary>
internal sealed class SqliteDatabase : IAsyncDisposable
{
    private const int ReaderCount = 4;

    private readonly GroupCommitWriter _writer;
    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private readonly SemaphoreSlim _readers = new(ReaderCount, ReaderCount);

    private SqliteDatabase(string path, GroupCommitWriter writer)
    {
        _writer = writer;
        for (var i = 0; i < ReaderCount; i++) _idle.Add(new SqliteSession(path, readOnly: true));
    }

    /// <summary>Opens the file, creates it where needed, and brings its schema up to date.</summary>
    /// <exception cref="SchemaException">The file was written by a newer Plimsoll, or a migration was changed after it ran.</exception>
    public static SqliteDatabase Open(string path, TimeProvider time)
    {
        var session = new SqliteSession(path, readOnly: false);
        try
        {
            session.Script("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864;");
            SqliteMigrations.Apply(session, time);
        }
        catch
        {
            session.Dispose();
            throw;
        }
        return new SqliteDatabase(path, new GroupCommitWriter(session));
    }

    /// <summary>Runs a change; the task ends when the change is durable.</summary>
    public Task<T> WriteAsync<T>(Func<SqliteSession, T> change, CancellationToken cancellationToken) => _writer.EnqueueAsync(change, cancellationToken);

    /// <summary>Runs a query on a reader. It sees everything that was acknowledged before.</summary>
    public T Read<T>(Func<SqliteSession, T> query)
    {
        _readers.Wait();
        _idle.TryTake(out var session);
        try
        {
            return query(session!);
        }
        finally
        {
            _idle.Add(session!);
            _readers.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        while (_idle.TryTake(out var session)) session.Dispose();
        _readers.Dispose();
    }
}
