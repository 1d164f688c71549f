using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Postgres;

namespace Plimsoll.Tests.Storage.Metadata.Postgres;

public sealed class PostgresMigrationsTests : IAsyncLifetime
{
    private PostgresServer _server = null!;
    private string _address = "";

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.GetAsync();
        _address = await _server.CreateEmptyDatabaseAsync();
    }

    public ValueTask DisposeAsync() => default;

    private async Task OpenAndCloseAsync() => await (await PostgresMetadataStore.OpenAsync(_address, TimeProvider.System, null, default)).DisposeAsync();

    private Task ChangeAsync(string sql) => PostgresServer.RunAsync(_address, sql);

    [Fact]
    public async Task Several_servers_may_start_at_once_on_an_empty_database()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => PostgresMetadataStore.OpenAsync(_address, TimeProvider.System, null, default))));
        foreach (var store in stores)
        {
            (await store.Manifests.ListRepositoriesAsync(null, 1, default)).ShouldBeEmpty();
            await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task Refuses_the_database_of_a_newer_program_and_says_what_to_do()
    {
        await OpenAndCloseAsync();
        await ChangeAsync("INSERT INTO migrations VALUES(9999, '9999_future.sql', 'x', 0)");
        var refusal = await Should.ThrowAsync<SchemaException>(OpenAndCloseAsync);
        refusal.Message.ShouldContain("schema 9999");
        refusal.Message.ShouldContain("newer Plimsoll");
        await ChangeAsync("DELETE FROM migrations WHERE number = 9999");
        await OpenAndCloseAsync();
    }

    [Fact]
    public async Task Refuses_a_database_whose_migration_was_another_one()
    {
        await OpenAndCloseAsync();
        await ChangeAsync("UPDATE migrations SET checksum = 'edited' WHERE number = 2");
        (await Should.ThrowAsync<SchemaException>(OpenAndCloseAsync)).Message.ShouldContain("Migration 2");
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_nothing_of_itself()
    {
        // The third migration finds a table of its own there already.
        await ChangeAsync("CREATE TABLE inspections(id int)");
        await Should.ThrowAsync<Npgsql.PostgresException>(OpenAndCloseAsync);
        await ChangeAsync("DROP TABLE inspections");
        await OpenAndCloseAsync();
    }

    [Theory]
    [InlineData("ALTER DATABASE {0} SET synchronous_commit = off", "synchronous_commit")]
    public async Task Refuses_a_database_that_would_lose_what_it_acknowledged(string setting, string named)
    {
        await ChangeAsync(string.Format(null, setting, new Npgsql.NpgsqlConnectionStringBuilder(_address).Database));
        (await Should.ThrowAsync<SchemaException>(OpenAndCloseAsync)).Message.ShouldContain(named);
    }
}
