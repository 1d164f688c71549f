using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Tests.Storage.Metadata.Postgres;

namespace Plimsoll.Server.Tests.Trust;

/// <summary>Several servers on one PostgreSQL, to whom nobody gave a key: the password of the database is all that they share.</summary>
public sealed class SharedKeyTests : IAsyncLifetime
{
    private const string Page = "/trust/tuf/root.json";

    private readonly List<Replica> _replicas = [];
    private string _database = "";

    public async ValueTask InitializeAsync() => _database = await (await PostgresServer.GetAsync()).CreateDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas) await replica.DisposeAsync();
        (await PostgresServer.GetAsync()).Return(_database);
    }

    [Fact]
    public async Task Servers_with_the_same_password_have_the_same_keys_and_another_one_says_what_is_missing()
    {
        var first = await StartAsync("correct-horse");
        var root = (await first.Anonymous.GetAsync(Page)).Expect(200).Text;
        var key = await File.ReadAllTextAsync(KeyOf(first), TestContext.Current.CancellationToken);

        var second = await StartAsync("correct-horse");
        (await second.Anonymous.GetAsync(Page)).Expect(200).Text.ShouldBe(root);
        (await File.ReadAllTextAsync(KeyOf(second), TestContext.Current.CancellationToken)).ShouldBe(key);

        // The password was changed, and a server without a file knows only the new one.
        var stranger = await StartAsync("battery-staple");
        (await stranger.Anonymous.GetAsync(Page)).Expect(503).Text.ShouldContain("where that was changed, put the file of a server from before there");
        File.Exists(KeyOf(stranger)).ShouldBeFalse();

        // One that was there before has the file, and from then on all have it again.
        await File.WriteAllTextAsync(KeyOf(stranger), key, TestContext.Current.CancellationToken);
        await stranger.RestartAsync();
        (await stranger.Anonymous.GetAsync(Page)).Expect(200).Text.ShouldBe(root);
        (await (await StartAsync("battery-staple")).Anonymous.GetAsync(Page)).Expect(200).Text.ShouldBe(root);
    }

    [Fact]
    public async Task A_file_with_another_key_is_not_taken_for_the_one_that_is_missing()
    {
        var first = await StartAsync("correct-horse");
        var root = (await first.Anonymous.GetAsync(Page)).Expect(200).Text;
        var other = await StartAsync("battery-staple");
        await File.WriteAllTextAsync(KeyOf(other), Convert.ToBase64String(new byte[32]), TestContext.Current.CancellationToken);

        await other.RestartAsync();

        (await other.Anonymous.GetAsync(Page)).Expect(503);
        (await (await StartAsync("correct-horse")).Anonymous.GetAsync(Page)).Expect(200).Text.ShouldBe(root);
    }

    [Fact]
    public async Task Without_a_password_the_file_must_be_copied_and_the_server_says_so()
    {
        var first = await StartAsync(null);
        var root = (await first.Anonymous.GetAsync(Page)).Expect(200).Text;
        var second = await StartAsync(null);

        (await second.Anonymous.GetAsync(Page)).Expect(503).Text.ShouldContain("copy it from the server that made it");

        File.Copy(KeyOf(first), KeyOf(second));
        await second.RestartAsync();
        (await second.Anonymous.GetAsync(Page)).Expect(200).Text.ShouldBe(root);
    }

    private static string KeyOf(Replica replica) => Path.Combine(replica.Data, "trust.key");

    private async Task<Replica> StartAsync(string? password)
    {
        // The database of the tests believes everybody who comes from this machine, whatever password they say.
        var replica = new Replica(new Npgsql.NpgsqlConnectionStringBuilder(Plimsoll.Storage.Metadata.Postgres.Engine.PostgresAddress.Read(_database)) { Password = password }.ConnectionString);
        _replicas.Add(replica);
        await replica.InitializeAsync();
        return replica;
    }

    private sealed class Replica(string database) : RegistryFixture
    {
        protected override void Configure(ServerOptions options) => options.Database = database;
    }
}
