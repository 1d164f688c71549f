using Plimsoll.Server.Configuration;
using Plimsoll.Tests.Storage.Metadata.Postgres;

namespace Plimsoll.Server.Tests.Fixtures;

/// <summary>A server whose database is a PostgreSQL.</summary>
public sealed class PostgresRegistry : RegistryFixture, IAsyncLifetime
{
    private string _database = "";

    /// <summary>Where the database is.</summary>
    public string Database => _database;

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        _database = await (await PostgresServer.GetAsync()).CreateDatabaseAsync();
        await InitializeAsync();
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        (await PostgresServer.GetAsync()).Return(_database);
    }

    protected override void Configure(ServerOptions options) => options.Database = _database;
}
