using System.Collections.Concurrent;

namespace Plimsoll.Storage.Metadata.Sqlite.Engine;

/// <summary>
/// One SQLite file with one writer and several readers. Writes are closures that run on the writer's thread, many to a transaction (group commit):
/// each in a savepoint of its own, so that one that fails takes only itself back, and none is acknowledged before the transaction is on the disk
/// (write-ahead log, synchronous = FULL); only what is done again where it was lost need not be (<see cref="WriteRepeatableAsync{T}(Func{SqliteSession, T}, CancellationToken)"/>).
/// </summary>
internal sealed class SqliteDatabase : IAsyncDisposable
{
    /// <summary>How many queries run at once; more of them wait.</summary>
    public static readonly int ReaderCount = Math.Max(4, 2 * Environment.ProcessorCount);

    private readonly GroupCommitWriter _writer;
    private readonly ConcurrentBag<SqliteSession> _idle;
    private readonly SemaphoreSlim _readers;
    private int _disposed;

    private SqliteDatabase(string path, GroupCommitWriter writer, IReadOnlyCollection<SqliteSession> readers)
    {
        Path = path;
        _writer = writer;
        _idle = [.. readers];
        _readers = new SemaphoreSlim(readers.Count, readers.Count);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Pages at the end of the log that a power cut may take back; for changes, on the thread where they run.</summary>
    public int UnflushedPages => _writer.Unflushed;

    /// <summary>Opens the file, creates it where needed, and brings its schema up to date.</summary>
    /// <exception cref="SchemaException">The file was written by a newer Plimsoll, or a migration was changed after it ran.</exception>
    /// <exception cref="IOException">The file cannot be opened, or is no database.</exception>
    public static SqliteDatabase Open(string path, TimeProvider time, DatabaseMetrics? metrics = null, bool upgrade = true)
    {
        var sessions = new List<SqliteSession>();
        try
        {
            var session = new SqliteSession(path, readOnly: false);
            sessions.Add(session);
            session.Script("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864;");
            if (upgrade) SqliteMigrations.Apply(session, time);
            else SqliteMigrations.RequireLatest(session);
            for (var i = 0; i < ReaderCount; i++) sessions.Add(new SqliteSession(path, readOnly: true));
            return new SqliteDatabase(path, new GroupCommitWriter(path, session, metrics ?? new DatabaseMetrics(null)), sessions[1..]);
        }
        catch (Exception e)
        {
            foreach (var session in sessions) session.Dispose();
            if (e is SqliteException fault && SqliteOpening.Describe(fault, path) is { } described) throw described;
            throw;
        }
    }

    /// <summary>Runs a change; the task ends when the change is durable.</summary>
    public Task<T> WriteAsync<T>(Func<SqliteSession, T> change, CancellationToken cancellationToken) =>
        DatabaseSpans.AreWanted ? DatabaseSpans.WriteAsync(() => _writer.EnqueueAsync(change, cancellationToken)) : _writer.EnqueueAsync(change, cancellationToken);

    /// <summary>Runs a change, and what has to happen between its commit and its answer, also when nobody waits for the answer any more.</summary>
    public Task<T> WriteAsync<T>(Func<SqliteSession, T> change, Action afterwards, CancellationToken cancellationToken) =>
        ThenAsync(WriteAsync(change, CancellationToken.None), afterwards).WaitAsync(cancellationToken);

    /// <summary>Runs a change of work in the background: when no other change waits, and in a transaction of its own, which should last a few milliseconds.</summary>
    public Task<T> WriteInBackgroundAsync<T>(Func<SqliteSession, T> change, CancellationToken cancellationToken) => WriteInBackgroundAsync(change, isRepeatable: false, cancellationToken);

    /// <summary>
    /// The same for a change that is done again where it was lost: its task ends when others see it, and it is on the disk with the next change that is durable, or four megabytes later. Whoever does something outside of the
    /// database that rests on it makes a durable change before.
    /// </summary>
    public Task<T> WriteRepeatableAsync<T>(Func<SqliteSession, T> change, CancellationToken cancellationToken) => WriteInBackgroundAsync(change, isRepeatable: true, cancellationToken);

    /// <summary>The same, and what has to happen between its commit and its answer.</summary>
    public Task<T> WriteRepeatableAsync<T>(Func<SqliteSession, T> change, Action afterwards, CancellationToken cancellationToken) =>
        ThenAsync(WriteRepeatableAsync(change, CancellationToken.None), afterwards).WaitAsync(cancellationToken);

    /// <summary>Runs one statement on a reader. It sees everything that was acknowledged before.</summary>
    public T Read<T>(Func<SqliteSession, T> query)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
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

    /// <summary>Runs several statements on a reader, all of which see the database at one moment.</summary>
    public T ReadSnapshot<T>(Func<SqliteSession, T> query) => Read(session =>
    {
        session.Execute("BEGIN");
        try
        {
            return query(session);
        }
        finally
        {
            session.Execute("COMMIT");
        }
    });

    /// <summary>Commits what was queued, waits for running queries, closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        for (var i = 0; i < ReaderCount; i++) await _readers.WaitAsync();
        foreach (var session in _idle) session.Dispose();
        // Last, because the connection that closes last writes the log back into the database.
        await _writer.DisposeAsync();
        _readers.Dispose();
    }

    private Task<T> WriteInBackgroundAsync<T>(Func<SqliteSession, T> change, bool isRepeatable, CancellationToken cancellationToken) => DatabaseSpans.AreWanted
        ? DatabaseSpans.WriteAsync(() => _writer.EnqueueInBackgroundAsync(change, isRepeatable, cancellationToken))
        : _writer.EnqueueInBackgroundAsync(change, isRepeatable, cancellationToken);

    private static async Task<T> ThenAsync<T>(Task<T> change, Action afterwards)
    {
        try
        {
            return await change;
        }
        finally
        {
            afterwards();
        }
    }
}
