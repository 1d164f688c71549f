using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Tests.Storage.Metadata.Sqlite.Engine;

public sealed class SqliteDatabaseTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private SqliteDatabase _database = null!;

    private string File => _directory.File("test.db");

    public async ValueTask InitializeAsync()
    {
        _database = SqliteDatabase.Open(File, new ManualClock());
        await _database.WriteAsync(s => s.Execute("CREATE TABLE parents(n INTEGER PRIMARY KEY)"), default);
        await _database.WriteAsync(s => s.Execute("CREATE TABLE t(n INTEGER PRIMARY KEY, parent INTEGER REFERENCES parents(n) DEFERRABLE INITIALLY DEFERRED)"), default);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _directory.Dispose();
    }

    private Task<int> InsertAsync(int n) => _database.WriteAsync(s => s.Execute("INSERT INTO t(n) VALUES(?1)", n), default);

    private List<long> Rows() => _database.Read(s => s.All("SELECT n FROM t ORDER BY n", static row => row.GetInt64(0)));

    /// <summary>Holds the writer, so that everything enqueued until the gate opens goes into one transaction.</summary>
    private async Task<ManualResetEventSlim> HoldAsync()
    {
        var gate = new ManualResetEventSlim();
        var holding = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = _database.WriteAsync(_ =>
        {
            holding.SetResult();
            gate.Wait();
            return 0;
        }, default);
        await holding.Task;
        return gate;
    }

    [Fact]
    public async Task A_change_that_throws_takes_only_itself_back()
    {
        var gate = await HoldAsync();
        var good = InsertAsync(1);
        var bad = _database.WriteAsync<int>(s =>
        {
            s.Execute("INSERT INTO t(n) VALUES(2)");
            throw new InvalidOperationException("no");
        }, default);
        var broken = _database.WriteAsync(s => s.Execute("INSERT INTO t(n) VALUES(3), (1)"), default);
        var last = InsertAsync(4);
        gate.Set();
        await good;
        (await Should.ThrowAsync<InvalidOperationException>(bad)).Message.ShouldBe("no");
        (await Should.ThrowAsync<SqliteException>(broken)).PrimaryCode.ShouldBe(19);
        await last;
        Rows().ShouldBe([1, 4]);
    }

    [Fact]
    public async Task Work_in_the_background_lets_those_go_first_who_came_later()
    {
        var order = new List<int>();
        var gate = await HoldAsync();
        var background = _database.WriteInBackgroundAsync(_ => order.Count, default);
        var (first, second) = (_database.WriteAsync(_ => { order.Add(1); return 0; }, default), _database.WriteAsync(_ => { order.Add(2); return 0; }, default));
        gate.Set();
        await Task.WhenAll(first, second);
        (await background).ShouldBe(2);
        order.ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Work_in_the_background_that_throws_is_taken_back()
    {
        await Should.ThrowAsync<InvalidOperationException>(_database.WriteInBackgroundAsync<int>(s =>
        {
            s.Execute("INSERT INTO t(n) VALUES(2)");
            throw new InvalidOperationException("no");
        }, default));
        await _database.WriteInBackgroundAsync(s => s.Execute("INSERT INTO t(n) VALUES(3)"), default);
        Rows().ShouldBe([3]);
    }

    [Fact]
    public async Task Work_in_the_background_that_was_queued_is_done_when_the_database_closes_and_later_work_is_refused()
    {
        var gate = await HoldAsync();
        var queued = _database.WriteInBackgroundAsync(s => s.Execute("INSERT INTO t(n) VALUES(1)"), default);
        var closing = _database.DisposeAsync();
        gate.Set();
        await closing;
        (await queued).ShouldBe(1);
        await Should.ThrowAsync<ObjectDisposedException>(_database.WriteInBackgroundAsync(s => s.Execute("INSERT INTO t(n) VALUES(2)"), default));
    }

    /// <summary>As SQLite says it (https://sqlite.org/pragma.html#pragma_synchronous): 2 (FULL) flushes the log with each commit, 1 (NORMAL) leaves that to a later one.</summary>
    private static long? Synchronous(SqliteSession session) => session.Number("PRAGMA synchronous");

    [Fact]
    public async Task Only_what_is_done_again_where_it_was_lost_is_committed_without_a_flush()
    {
        (await _database.WriteRepeatableAsync(Synchronous, default)).ShouldBe(1);
        (await _database.WriteInBackgroundAsync(Synchronous, default)).ShouldBe(2);
        (await _database.WriteRepeatableAsync(Synchronous, default)).ShouldBe(1);
        (await _database.WriteAsync(Synchronous, default)).ShouldBe(2);
    }

    [Fact]
    public async Task Whoever_waits_for_a_commit_has_it_flushed_with_what_could_have_waited()
    {
        var gate = await HoldAsync();
        var repeatable = _database.WriteRepeatableAsync(Synchronous, default);
        await Task.Delay(150);
        var waited = _database.WriteAsync(Synchronous, default);
        gate.Set();
        (await waited).ShouldBe(2);
        (await repeatable).ShouldBe(2);
    }

    [Fact]
    public async Task No_more_than_four_megabytes_of_the_log_is_left_to_a_later_flush()
    {
        var modes = new List<long?>();
        for (var i = 0; i < 120; i++)
        {
            modes.Add(await _database.WriteRepeatableAsync(s =>
            {
                // Some twenty pages.
                s.Execute("CREATE TABLE IF NOT EXISTS bytes(content BLOB)");
                s.Execute("INSERT INTO bytes(content) VALUES(zeroblob(80000))");
                return Synchronous(s);
            }, default));
        }
        modes.Take(40).ShouldAllBe(mode => mode == 1);
        modes.Count(mode => mode == 2).ShouldBeInRange(1, 3);
    }

    [Fact]
    public async Task A_repeatable_change_is_seen_at_once_and_there_after_the_process_ends()
    {
        await _database.WriteRepeatableAsync(s => s.Execute("INSERT INTO t(n) VALUES(7)"), default);
        Rows().ShouldBe([7]);
        // What another process would find that opened the files as they are now.
        System.IO.File.Copy(File, _directory.File("killed.db"));
        System.IO.File.Copy(File + "-wal", _directory.File("killed.db-wal"));
        await using var after = SqliteDatabase.Open(_directory.File("killed.db"), new ManualClock());
        after.Read(s => s.All("SELECT n FROM t", static row => row.GetInt64(0))).ShouldBe([7]);
    }

    [Fact]
    public async Task A_change_that_throws_alone_is_taken_back()
    {
        await Should.ThrowAsync<InvalidOperationException>(_database.WriteAsync<int>(s =>
        {
            s.Execute("INSERT INTO t(n) VALUES(2)");
            throw new InvalidOperationException("no");
        }, default));
        Rows().ShouldBeEmpty();
        await InsertAsync(3);
        Rows().ShouldBe([3]);
    }

    [Fact]
    public async Task Nothing_is_acknowledged_or_seen_before_the_commit()
    {
        var gate = await HoldAsync();
        var early = InsertAsync(1);
        var gateInside = new ManualResetEventSlim();
        var inside = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var late = _database.WriteAsync(_ =>
        {
            inside.SetResult();
            gateInside.Wait();
            return 0;
        }, default);
        gate.Set();
        await inside.Task;
        // The first change has run, in the transaction that the second one keeps open.
        await Task.Delay(50);
        early.IsCompleted.ShouldBeFalse();
        Rows().ShouldBeEmpty();
        gateInside.Set();
        await Task.WhenAll(early, late);
        Rows().ShouldBe([1]);
    }

    [Fact]
    public async Task A_commit_that_fails_fails_every_change_in_it()
    {
        var gate = await HoldAsync();
        var good = InsertAsync(1);
        var orphan = _database.WriteAsync(s => s.Execute("INSERT INTO t(n, parent) VALUES(2, 77)"), default);
        gate.Set();
        (await Should.ThrowAsync<SqliteException>(good)).Code.ShouldBe(787);
        await Should.ThrowAsync<SqliteException>(orphan);
        Rows().ShouldBeEmpty();
        await InsertAsync(3);
        Rows().ShouldBe([3]);
    }

    /// <summary>On a full disk SQLite rolls back by itself, in the middle of a batch.</summary>
    [Fact]
    public async Task A_transaction_that_is_lost_midway_fails_every_change_in_it()
    {
        var gate = await HoldAsync();
        var before = InsertAsync(1);
        var loses = _database.WriteAsync(s => s.Execute("ROLLBACK"), default);
        var after = InsertAsync(2);
        gate.Set();
        await Should.ThrowAsync<IOException>(before);
        await Should.ThrowAsync<IOException>(loses);
        await Should.ThrowAsync<IOException>(after);
        Rows().ShouldBeEmpty();
        await InsertAsync(3);
        Rows().ShouldBe([3]);
    }

    [Fact]
    public async Task A_disk_without_room_is_an_io_error_and_passes()
    {
        var pages = await _database.WriteAsync(s => s.Number("PRAGMA page_count")!.Value, default);
        await _database.WriteAsync(s => s.Number($"PRAGMA max_page_count = {pages + 2}"), default);
        var gate = await HoldAsync();
        var before = InsertAsync(1);
        var large = _database.WriteAsync(s => s.Execute("CREATE TABLE big AS SELECT zeroblob(1000000) AS b"), default);
        gate.Set();
        (await Should.ThrowAsync<SqliteException>(large)).PrimaryCode.ShouldBe(13);
        // Whether the other change survived is SQLite's choice; that the answer tells the truth is ours.
        var stored = true;
        try
        {
            await before;
        }
        catch (IOException)
        {
            stored = false;
        }
        Rows().ShouldBe(stored ? [1] : []);
        await _database.WriteAsync(s => s.Number("PRAGMA max_page_count = 1000000"), default);
        await InsertAsync(2);
        Rows().ShouldContain(2);
    }

    [Fact]
    public async Task Waits_for_another_program_that_writes_and_says_so_when_it_takes_too_long()
    {
        using var other = new SqliteSession(File, readOnly: false);
        other.Execute("BEGIN IMMEDIATE");
        var patient = InsertAsync(1);
        await Task.Delay(100);
        patient.IsCompleted.ShouldBeFalse();
        other.Execute("COMMIT");
        await patient;

        await _database.WriteAsync(s => s.Number("PRAGMA busy_timeout = 30"), default);
        other.Execute("BEGIN IMMEDIATE");
        (await Should.ThrowAsync<SqliteException>(InsertAsync(2))).PrimaryCode.ShouldBe(5);
        other.Execute("COMMIT");
        await InsertAsync(3);
        Rows().ShouldBe([1, 3]);
    }

    [Fact]
    public async Task A_snapshot_shows_one_moment()
    {
        await InsertAsync(1);
        var counts = _database.ReadSnapshot(s =>
        {
            var first = s.Number("SELECT count(*) FROM t");
            InsertAsync(2).GetAwaiter().GetResult();
            return (first, s.Number("SELECT count(*) FROM t"));
        });
        counts.ShouldBe((1, 1));
        Rows().ShouldBe([1, 2]);
    }

    [Fact]
    public void A_snapshot_ends_even_when_its_query_throws()
    {
        Should.Throw<InvalidOperationException>(() => _database.ReadSnapshot<int>(_ => throw new InvalidOperationException()));
        for (var i = 0; i < 100; i++) _database.ReadSnapshot(s => s.Number("SELECT 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Many_writers_and_readers_lose_nothing()
    {
        await Parallel.ForAsync(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) =>
        {
            await InsertAsync(i);
            _database.Read(s => s.Exists("SELECT 1 FROM t WHERE n = ?1", i)).ShouldBeTrue();
        });
        Rows().Count.ShouldBe(2000);
    }

    [Fact]
    public async Task Closing_commits_what_was_queued_and_refuses_the_rest()
    {
        var gate = await HoldAsync();
        var queued = Enumerable.Range(0, 10).Select(InsertAsync).ToList();
        var closing = _database.DisposeAsync().AsTask();
        gate.Set();
        await closing;
        await Task.WhenAll(queued);
        await Should.ThrowAsync<ObjectDisposedException>(InsertAsync(99));
        Should.Throw<ObjectDisposedException>(() => _database.Read(s => s.Number("SELECT 1")));
        System.IO.File.Exists(File + "-wal").ShouldBeFalse();
        await using var again = SqliteDatabase.Open(File, new ManualClock());
        again.Read(s => s.Number("SELECT count(*) FROM t")).ShouldBe(10);
    }

    [Fact]
    public async Task A_change_that_was_given_up_before_it_was_queued_does_not_run()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(_database.WriteAsync(s => s.Execute("INSERT INTO t(n) VALUES(1)"), cancelled.Token));
        await InsertAsync(2);
        Rows().ShouldBe([2]);
    }
}
