using Plimsoll.Core;
using Plimsoll.Core.Rules;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Sqlite;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Tests.Storage.Metadata.Sqlite;

public sealed class SqliteDatabaseCopyTests : DatabaseCopyContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => Task.FromResult<IMetadataProbe>(new SqliteProbe(time));

    [Fact]
    public async Task What_triggers_count_is_not_counted_twice()
    {
        (await Store.Rules.AddAsync(new NewRule(PathPattern.Parse("**"), false, new QuotaTerms { MaxBytes = 1 << 30 }, "ada"), Event("rule.add"), default)).ShouldNotBeNull();
        await PushImageAsync(null, "one");
        var usage = (await Store.Rules.ListAsync(default)).ShouldHaveSingleItem().Usage.ShouldNotBeNull();
        await using var target = await OpenAsync(new ManualClock());
        await using (var snapshot = await Store.Copy.OpenSnapshotAsync(default))
        {
            var rows = snapshot.Tables.ToAsyncEnumerable().SelectMany(t => snapshot.ReadAsync(t, default));
            await target.Store.Copy.ImportAsync(rows, snapshot.Counters, default);
        }

        (await target.Store.Rules.ListAsync(default)).ShouldHaveSingleItem().Usage.ShouldBe(usage);
        await target.Store.Manifests.RemoveTagAsync(Shop, Tag.Parse("one"), "ada", Event("delete"), default);
        (await target.Store.Rules.ListAsync(default)).ShouldHaveSingleItem().Usage!.Tags.ShouldBe(usage.Tags - 1, "triggers work on in the copy");
    }

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

    [Fact]
    public async Task Says_of_a_newer_database_what_a_start_says()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.File("plimsoll.db");
        await SqliteMetadataStore.Open(file, TimeProvider.System).DisposeAsync();
        using (var session = new SqliteSession(file, readOnly: false)) session.Execute("INSERT INTO migrations VALUES(999, 'later', 'x', 0)");

        var refusal = Should.Throw<SchemaException>(() => SqliteMetadataStore.OpenExisting(file, TimeProvider.System)).Message;

        refusal.ShouldBe(Should.Throw<SchemaException>(() => SqliteMetadataStore.Open(file, TimeProvider.System)).Message);
        refusal.ShouldContain("newer Plimsoll");
    }
}
