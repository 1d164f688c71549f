using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Sqlite;
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

    private readonly TemporaryDirectory _directory;
    private readonly TimeProvider _time;
    private SqliteMetadataStore _store;

    /// <param name="time">The clock.</param>
    /// <param name="inMemory">Keeps the files in memory, where the machine has a place for that: for tests that do very much.</param>
    public SqliteProbe(TimeProvider time, bool inMemory = false)
    {
        _time = time;
        _directory = new TemporaryDirectory(inMemory && Directory.Exists("/dev/shm") ? "/dev/shm" : null);
        _store = SqliteMetadataStore.Open(_directory.File("plimsoll.db"), time);
    }

    public override IMetadataStore Store => _store;

    public SqliteMetadataStore Sqlite => _store;

    public override Task<IReadOnlyList<string>> ViolationsAsync() => Task.FromResult(Violations(_store));

    /// <summary>What contradicts itself in any store of this engine.</summary>
    public static IReadOnlyList<string> Violations(SqliteMetadataStore store) =>
        store.Database.ReadSnapshot(session => Invariants.FindAsync(QueryOf(session), OfEngine).GetAwaiter().GetResult());

    public override async Task ReopenAsync()
    {
        await _store.DisposeAsync();
        _store = SqliteMetadataStore.Open(_directory.File("plimsoll.db"), _time);
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
