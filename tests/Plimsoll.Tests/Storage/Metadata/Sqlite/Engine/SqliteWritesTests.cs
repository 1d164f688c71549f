using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Tests.Storage.Metadata.Sqlite.Engine;

public sealed class SqliteWritesTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly SqliteSession _session;
    private int _words;

    public SqliteWritesTests()
    {
        _session = new SqliteSession(_folder.File("some.db"), readOnly: false);
        _session.Script("PRAGMA journal_mode = WAL; CREATE TABLE t (text TEXT)");
    }

    public void Dispose()
    {
        SqliteWrites.Before(null);
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Each_page_of_a_commit_and_of_the_log_that_is_written_back_has_its_moment_before_it()
    {
        SqliteWrites.Before(() => _words++);

        Insert(500);
        var pages = _session.Number("PRAGMA page_count")!.Value;
        var ofCommit = _words;
        _session.Script("PRAGMA wal_checkpoint(TRUNCATE)");

        ofCommit.ShouldBeGreaterThan((int)pages / 2);
        (_words - ofCommit).ShouldBeGreaterThan((int)pages / 2);
        _session.Number("SELECT count(*) FROM t").ShouldBe(500);
        _session.First("PRAGMA integrity_check", static row => row.GetString(0)).ShouldBe("ok");
    }

    [Fact]
    public void Only_the_thread_that_asked_for_it_does_something_before_it_writes()
    {
        SqliteWrites.Before(() => _words++);
        var other = new Thread(() => Insert(1));
        other.Start();
        other.Join();

        SqliteWrites.Before(null);
        Insert(1);

        _words.ShouldBe(0);
        _session.Number("SELECT count(*) FROM t").ShouldBe(2);
    }

    private void Insert(int rows)
    {
        _session.Execute("BEGIN");
        try
        {
            for (var i = 0; i < rows; i++) _session.Execute("INSERT INTO t VALUES (?1)", new string('x', 1000));
            _session.Execute("COMMIT");
        }
        finally
        {
            if (_session.InTransaction) _session.Execute("ROLLBACK");
        }
    }
}
