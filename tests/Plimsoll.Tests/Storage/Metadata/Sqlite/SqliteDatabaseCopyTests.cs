using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Sqlite;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Tests.Storage.Metadata.Sqlite;

public sealed class SqliteDatabaseCopyTests : DatabaseCopyContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => Task.FromResult<IMetadataProbe>(new SqliteProbe(time));

    [Fact]
    public async Task Rows_of_an_earlier_schema_pass_through_the_later_migrations()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("plimsoll.db");
        var rows = new[] { new TableRow(new TableShape("repositories", ["id", "name", "created_at"]), [5L, "shop/api", 0L]) };

        await SqliteMetadataStore.CreateAsync(path, 4, rows.ToAsyncEnumerable(), new Dictionary<string, long>(), TimeProvider.System, default);

        await using var store = SqliteMetadataStore.Open(path, TimeProvider.System);
        (await store.State.ReadAsync(default)).StoreId.Length.ShouldBe(32);
        store.Database.Read(s => s.Number("SELECT id FROM repositories WHERE name = 'shop/api'")).ShouldBe(5);
        store.Database.Read(s => s.All("SELECT integrity_check FROM pragma_integrity_check", static row => row.GetString(0))).ShouldBe(["ok"]);
    }

    [Fact]
    public async Task Overwrites_no_database_and_leaves_none_behind_that_is_not_whole()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("plimsoll.db");
        var bad = new[] { new TableRow(new TableShape("cargo", ["id"]), [5L]) };
        await Should.ThrowAsync<InvalidDataException>(SqliteMetadataStore.CreateAsync(path, null, bad.ToAsyncEnumerable(), new Dictionary<string, long>(), TimeProvider.System, default));
        File.Exists(path).ShouldBeFalse();
        await SqliteMetadataStore.CreateAsync(path, null, Array.Empty<TableRow>().ToAsyncEnumerable(), new Dictionary<string, long>(), TimeProvider.System, default);

        await Should.ThrowAsync<IOException>(SqliteMetadataStore.CreateAsync(path, null, bad.ToAsyncEnumerable(), new Dictionary<string, long>(), TimeProvider.System, default));
    }

    [Fact]
    public async Task Refuses_rows_of_a_later_schema()
    {
        using var directory = new TemporaryDirectory();

        await Should.ThrowAsync<SchemaException>(SqliteMetadataStore.CreateAsync(directory.File("plimsoll.db"), 999, Array.Empty<TableRow>().ToAsyncEnumerable(), new Dictionary<string, long>(), TimeProvider.System, default));
    }

    [Fact]
    public void Opens_an_existing_database_only_with_the_schema_that_it_knows()
    {
        using var directory = new TemporaryDirectory();
        using (var session = new SqliteSession(directory.File("plimsoll.db"), readOnly: false)) SqliteMigrations.Apply(session, TimeProvider.System, 4);

        Should.Throw<SchemaException>(() => SqliteMetadataStore.OpenExisting(directory.File("plimsoll.db"), TimeProvider.System)).Message.ShouldContain("schema 4");
    }
}
