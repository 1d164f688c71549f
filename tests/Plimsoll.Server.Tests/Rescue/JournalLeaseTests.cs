using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Tests.Storage.Metadata.Postgres;

namespace Plimsoll.Server.Tests.Rescue;

/// <summary>Two servers on one database and one store: one of them writes the journal, the other one goes on with it when that one stops.</summary>
public sealed class JournalLeaseTests : IAsyncLifetime
{
    private readonly TemporaryFolder _data = new();
    private string _database = "";

    public async ValueTask InitializeAsync() => _database = await (await PostgresServer.GetAsync()).CreateEmptyDatabaseAsync();

    public ValueTask DisposeAsync()
    {
        _data.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task One_of_several_servers_writes_the_journal_and_the_next_one_follows()
    {
        var first = await StartAsync();
        await PushAsync(first);
        await WrittenAsync();
        var holder = await HolderAsync();
        var second = await StartAsync();
        try
        {
            await PushAsync(first);
            await PushAsync(second);
            await WrittenAsync();
            (await HolderAsync()).ShouldBe(holder);
            await first.DisposeAsync();
            await PushAsync(second);
            await WrittenAsync();
            (await HolderAsync()).ShouldNotBe(holder);
        }
        finally
        {
            await second.DisposeAsync();
        }
    }

    private Task<PlimsollServer> StartAsync() =>
        PlimsollServer.StartAsync(new ServerOptions { Data = _data.Path, Url = "http://127.0.0.1:0", Database = _database, Inspection = { Enabled = false } }, ServerProcess.Password, TestContext.Current.CancellationToken);

    private static async Task PushAsync(PlimsollServer server)
    {
        using var wire = new Wire(server.Address, "admin", ServerProcess.Password);
        await RepositoryOnWire.New(wire).PushAsync(Content.Random(100));
    }

    /// <summary>Waits until nothing is queued: somebody has written it.</summary>
    private async Task WrittenAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (await AskAsync("SELECT 'waits' FROM journal_queue LIMIT 1") is not null) await Task.Delay(50, patience.Token);
    }

    private async Task<string> HolderAsync() => await AskAsync("SELECT holder FROM leases WHERE name = 'journal'") ?? "";

    private async Task<string?> AskAsync(string sql)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(_database + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        return (string?)await command.ExecuteScalarAsync();
    }
}
