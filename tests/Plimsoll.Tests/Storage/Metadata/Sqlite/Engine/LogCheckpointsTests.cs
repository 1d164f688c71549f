using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Tests.Storage.Metadata.Sqlite.Engine;

/// <summary>How long the write-ahead log becomes: a start after a crash reads all of it.</summary>
public sealed class LogCheckpointsTests : IAsyncLifetime
{
    private const int Megabyte = 1 << 20;
    private const int Changes = 120;

    private readonly TemporaryDirectory _directory = new();
    private SqliteDatabase _database = null!;

    private string File => _directory.File("test.db");

    private long Log => new FileInfo(File + "-wal").Length;

    public async ValueTask InitializeAsync()
    {
        _database = SqliteDatabase.Open(File, new ManualClock());
        await _database.WriteAsync(s => s.Execute("CREATE TABLE t(n INTEGER PRIMARY KEY, b BLOB)"), default);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _directory.Dispose();
    }

    private static int Grow(SqliteSession session) => session.Execute("INSERT INTO t(b) VALUES(randomblob(1000000))");

    [Fact]
    public async Task It_stays_short_where_changes_never_pause()
    {
        // Two at a time, so that the writer has the next one when it has done one.
        await Parallel.ForAsync(0, Changes, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (_, _) => await _database.WriteAsync(Grow, default));
        Log.ShouldBeLessThan(72 * Megabyte);
        _database.Read(s => s.Number("SELECT count(*) FROM t")).ShouldBe(Changes);
    }

    [Fact]
    public async Task It_begins_anew_before_work_in_the_background_goes_on()
    {
        for (var i = 0; i < Changes; i++) await _database.WriteInBackgroundAsync(Grow, default);
        Log.ShouldBeLessThan(20 * Megabyte);
        _database.Read(s => s.Number("SELECT count(*) FROM t")).ShouldBe(Changes);
    }

    [Fact]
    public async Task What_was_written_back_while_somebody_read_is_whole()
    {
        for (var i = 0; i < Changes / 4; i++)
        {
            var before = _database.ReadSnapshot(session =>
            {
                var count = session.Number("SELECT count(*) FROM t");
                _database.WriteAsync(Grow, default).GetAwaiter().GetResult();
                session.Number("SELECT count(*) FROM t").ShouldBe(count);
                return count;
            });
            before.ShouldBe(i);
        }
        _database.Read(s => s.First("PRAGMA integrity_check", static row => row.GetString(0))).ShouldBe("ok");
    }
}
