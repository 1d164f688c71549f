using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Sqlite;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Tests.Storage.Metadata.Sqlite.Engine;

public sealed class SqliteMigrationsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string File => _directory.File("plimsoll.db");

    public void Dispose() => _directory.Dispose();

    private async Task OpenAndCloseAsync() => await SqliteMetadataStore.Open(File, new ManualClock()).DisposeAsync();

    private void Change(string sql)
    {
        using var session = new SqliteSession(File, readOnly: false);
        session.Script(sql);
    }

    private List<string> Schema()
    {
        using var session = new SqliteSession(File, readOnly: true);
        return session.All("SELECT type || ' ' || name || ' ' || ifnull(sql, '') FROM sqlite_master ORDER BY 1", static row => row.GetString(0));
    }

    [Fact]
    public async Task Running_twice_changes_nothing()
    {
        await OpenAndCloseAsync();
        var schema = Schema();
        await OpenAndCloseAsync();
        Schema().ShouldBe(schema);
        schema.ShouldContain(s => s.StartsWith("table manifests ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refuses_the_database_of_a_newer_program_and_says_what_to_do()
    {
        await OpenAndCloseAsync();
        Change("INSERT INTO migrations VALUES(9999, '9999_future.sql', 'x', 0)");
        var refusal = await Should.ThrowAsync<SchemaException>(OpenAndCloseAsync);
        refusal.Message.ShouldContain("schema 9999");
        refusal.Message.ShouldContain("newer Plimsoll");
    }

    [Fact]
    public async Task Refuses_a_database_whose_migration_was_another_one()
    {
        await OpenAndCloseAsync();
        Change("UPDATE migrations SET checksum = 'edited' WHERE number = 2");
        (await Should.ThrowAsync<SchemaException>(OpenAndCloseAsync)).Message.ShouldContain("Migration 2");
    }

    [Fact]
    public async Task Goes_on_where_an_interrupted_upgrade_stopped()
    {
        await OpenAndCloseAsync();
        var schema = Schema();
        List<(int, string, string)> applied;
        using (var session = new SqliteSession(File, readOnly: true))
            applied = session.All("SELECT number, name, checksum FROM migrations WHERE number <= 3 ORDER BY number", static row => (row.GetInt32(0), row.GetString(1), row.GetString(2)));
        // As if the program had ended after the third migration.
        System.IO.File.Delete(File);
        using (var session = new SqliteSession(File, readOnly: false))
        {
            session.Script("CREATE TABLE migrations(number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT");
            foreach (var (number, name, checksum) in applied)
            {
                var assembly = typeof(SqliteMetadataStore).Assembly;
                using var file = new StreamReader(assembly.GetManifestResourceStream(assembly.GetManifestResourceNames().Single(n => n.EndsWith("Sqlite.Migrations." + name, StringComparison.Ordinal)))!);
                session.Script(file.ReadToEnd());
                session.Execute("INSERT INTO migrations VALUES(?1, ?2, ?3, 0)", number, name, checksum);
            }
        }
        Schema().Count.ShouldBeLessThan(schema.Count);
        await OpenAndCloseAsync();
        Schema().ShouldBe(schema);
    }

    [Fact]
    public async Task A_refusal_leaves_the_database_as_it_was()
    {
        await OpenAndCloseAsync();
        Change("INSERT INTO migrations VALUES(9999, '9999_future.sql', 'x', 0)");
        var schema = Schema();
        await Should.ThrowAsync<SchemaException>(OpenAndCloseAsync);
        Schema().ShouldBe(schema);
        Change("DELETE FROM migrations WHERE number = 9999");
        await OpenAndCloseAsync();
    }
}
