using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Sqlite;
using Plimsoll.Storage.Metadata.Sqlite.Collection;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Tests.Storage.Metadata.Sqlite;

/// <summary>A SQLite store in a directory of its own.</summary>
internal sealed class SqliteProbe : SqlProbe
{
    private static readonly (string Name, string Sql)[] OfEngine =
    [
        ("a foreign key is broken", "SELECT \"table\" FROM pragma_foreign_key_check"),
        ("the file is damaged", "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'"),
    ];

    /// <summary>A page with its header.</summary>
    private const int FrameBytes = 4096 + 24;

    private readonly TemporaryDirectory _directory;
    private readonly TimeProvider _time;
    private SqliteMetadataStore _store;
    private int _powerCuts;

    /// <param name="time">The clock.</param>
    /// <param name="inMemory">Keeps the files in memory, where the machine has a place for that: for tests that do very much.</param>
    public SqliteProbe(TimeProvider time, bool inMemory = false)
    {
        _time = time;
        _directory = new TemporaryDirectory(inMemory && Directory.Exists("/dev/shm") ? "/dev/shm" : null);
        _store = SqliteMetadataStore.Open(File, time);
    }

    public override IMetadataStore Store => _store;

    public SqliteMetadataStore Sqlite => _store;

    public override Task<IReadOnlyList<string>> ViolationsAsync() => Task.FromResult(Violations(_store));

    /// <summary>What contradicts itself in any store of this engine.</summary>
    public static IReadOnlyList<string> Violations(SqliteMetadataStore store) =>
        store.Database.ReadSnapshot(session => Invariants.FindAsync(QueryOf(session), OfEngine).GetAwaiter().GetResult());

    private string File => _directory.File($"plimsoll{_powerCuts}.db");

    public override async Task ReopenAsync()
    {
        await _store.DisposeAsync();
        _store = SqliteMetadataStore.Open(File, _time);
    }

    public override async Task<bool> CutPowerAsync()
    {
        var (database, log, after) = (File, File + "-wal", _directory.File($"plimsoll{_powerCuts + 1}.db"));
        // On the writer's thread, so that nothing is on the way.
        var lost = await _store.Database.WriteAsync(_ =>
        {
            var unflushed = _store.Database.UnflushedPages;
            System.IO.File.Copy(database, after);
            System.IO.File.Copy(log, after + "-wal");
            if (unflushed == 0) return false;
            using var file = System.IO.File.Open(after + "-wal", FileMode.Open);
            file.SetLength(EndOfLog(file) - (unflushed * (long)FrameBytes));
            return true;
        }, default);
        await _store.DisposeAsync();
        foreach (var old in Directory.EnumerateFiles(_directory.Path, $"plimsoll{_powerCuts}.db*")) System.IO.File.Delete(old);
        _powerCuts++;
        _store = SqliteMetadataStore.Open(File, _time);
        return lost;
    }

    public override Task<bool> HasUnflushedAsync() => _store.Database.WriteAsync(_ => _store.Database.UnflushedPages > 0, default);

    /// <summary>Marks blobs as being deleted without a flush: what collection must never do.</summary>
    public Task<IReadOnlyList<DoomedBlob>> BeginDeletingUnflushedAsync(int limit) =>
        _store.Database.WriteRepeatableAsync<IReadOnlyList<DoomedBlob>>(session => BlobDeleting.Begin(session, limit, _time.GetUtcNow()), default);

    /// <summary>Where the frames of this log end; behind them may lie frames of the log before, which have another salt (https://sqlite.org/fileformat2.html#the_write_ahead_log).</summary>
    private static long EndOfLog(FileStream log)
    {
        Span<byte> salts = stackalloc byte[8], found = stackalloc byte[8];
        log.Position = 16;
        log.ReadExactly(salts);
        var end = 32L;
        for (; end + FrameBytes <= log.Length; end += FrameBytes)
        {
            log.Position = end + 8;
            log.ReadExactly(found);
            if (!found.SequenceEqual(salts)) break;
        }
        return end;
    }

    public override async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _directory.Dispose();
    }

    // Nothing in it waits.
    protected override Task<T> RunAsync<T>(bool isChange, Func<ProbeQuery, Task<T>> work) => isChange
        ? _store.Database.WriteAsync(session => work(QueryOf(session)).GetAwaiter().GetResult(), default)
        : Task.FromResult(_store.Database.ReadSnapshot(session => work(QueryOf(session)).GetAwaiter().GetResult()));

    private static ProbeQuery QueryOf(SqliteSession session) => (sql, columns, values) => Task.FromResult<IReadOnlyList<string?[]>>(session.All(
        sql, row => TextOf(row, columns), Array.ConvertAll(values, static v => (SqliteValue)v)));

    private static string?[] TextOf(SqliteRow row, int columns)
    {
        var texts = new string?[columns];
        for (var i = 0; i < columns; i++) texts[i] = row.GetStringOrNull(i);
        return texts;
    }
}
