using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Tests.Storage.Metadata.Sqlite.Engine;

public sealed class SqliteSessionTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteSession _session;

    public SqliteSessionTests()
    {
        _session = new SqliteSession(_directory.File("test.db"), readOnly: false);
        _session.Script("CREATE TABLE t(n INTEGER, s TEXT, b BLOB) STRICT");
    }

    public void Dispose()
    {
        _session.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("Ünïcödé 漢字 🦜")]
    [InlineData("with\0zero")]
    [InlineData("'; DROP TABLE t; --")]
    public void Gives_back_texts(string text)
    {
        _session.Execute("INSERT INTO t(s) VALUES(?1)", text);
        _session.First("SELECT s FROM t", static row => row.GetString(0)).ShouldBe(text);
    }

    [Fact]
    public void Gives_back_texts_of_every_length()
    {
        foreach (var length in new[] { 254, 255, 256, 257, 1000, 100_000 })
        {
            var text = new string('ü', length);
            _session.Execute("DELETE FROM t");
            _session.Execute("INSERT INTO t(s) VALUES(?1)", text);
            _session.First("SELECT s FROM t", static row => row.GetString(0)).ShouldBe(text);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000_000)]
    public void Gives_back_bytes(int length)
    {
        var bytes = new byte[length];
        Random.Shared.NextBytes(bytes);
        _session.Execute("INSERT INTO t(b) VALUES(?1)", bytes);
        _session.First("SELECT b FROM t", static row => row.GetBytes(0)).ShouldBe(bytes);
        _session.First("SELECT b FROM t", static row => row.IsNull(0)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    public void Gives_back_numbers(long number)
    {
        _session.Execute("INSERT INTO t(n) VALUES(?1)", number);
        _session.Number("SELECT n FROM t").ShouldBe(number);
    }

    [Fact]
    public void Tells_nothing_from_empty()
    {
        _session.Execute("INSERT INTO t(n, s, b) VALUES(?1, ?2, ?3)", default(long?), default(string), default(byte[]));
        _session.First("SELECT n, s, b FROM t", static row => row.GetInt64OrNull(0) is null && row.GetStringOrNull(1) is null && row.GetBytesOrNull(2) is null).ShouldBeTrue();
        _session.Number("SELECT n FROM t").ShouldBeNull();
        _session.Number("SELECT n FROM t WHERE false").ShouldBeNull();
    }

    [Fact]
    public void Forgets_the_parameters_of_the_last_run()
    {
        _session.Execute("INSERT INTO t(n, s) VALUES(?1, ?2)", 1, "one");
        const string Sql = "SELECT s FROM t WHERE n = ?1 OR s = ?2";
        _session.First(Sql, static row => row.GetString(0), 1, "x").ShouldBe("one");
        _session.First(Sql, static row => row.GetString(0), 2).ShouldBeNull();
    }

    [Fact]
    public void Can_run_a_statement_again_after_it_failed()
    {
        _session.Script("CREATE UNIQUE INDEX once ON t(n)");
        const string Sql = "INSERT INTO t(n) VALUES(?1)";
        _session.Execute(Sql, 1).ShouldBe(1);
        Should.Throw<SqliteException>(() => _session.Execute(Sql, 1)).Message.ShouldContain("UNIQUE");
        _session.Execute(Sql, 2).ShouldBe(1);
    }

    [Fact]
    public void A_mapping_that_throws_leaves_the_statement_usable()
    {
        _session.Execute("INSERT INTO t(n) VALUES(1)");
        Should.Throw<InvalidOperationException>(() => _session.All<int>("SELECT n FROM t", static _ => throw new InvalidOperationException()));
        _session.Execute("DROP TABLE t");
    }

    [Fact]
    public void Prepares_texts_that_are_equal_only_once()
    {
        for (var i = 0; i < 10; i++) _session.Number(string.Concat("SELECT ", "4", "2")).ShouldBe(42);
        _session.Statements.Count(s => s == "SELECT 42").ShouldBe(1);
    }

    [Fact]
    public void A_reader_cannot_write()
    {
        using var reader = new SqliteSession(_directory.File("test.db"), readOnly: true);
        Should.Throw<SqliteException>(() => reader.Execute("DELETE FROM t")).PrimaryCode.ShouldBe(8);
    }

    [Fact]
    public void Says_what_is_wrong_with_a_file()
    {
        File.WriteAllText(_directory.File("other"), new string('x', 5000));
        Should.Throw<SqliteException>(() => new SqliteSession(_directory.File("other"), readOnly: false).Number("SELECT count(*) FROM sqlite_master")).PrimaryCode.ShouldBe(26);
        Should.Throw<SqliteException>(() => new SqliteSession(_directory.File("no/such/directory"), readOnly: false)).PrimaryCode.ShouldBe(14);
    }
}
