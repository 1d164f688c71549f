using System.Security.Cryptography;
using System.Text;
using Plimsoll.Cli.Trust;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Tests.Storage.Metadata.Postgres;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Signing;
using Plimsoll.Trust.Sigstore;

namespace Plimsoll.Server.Tests.Trust;

/// <summary>Two servers on one PostgreSQL write into one log at the same time.</summary>
public sealed class LogReplicaTests : IAsyncLifetime
{
    private string _database = "";
    private Replica? _first;
    private Replica? _second;

    public async ValueTask InitializeAsync()
    {
        _database = await (await PostgresServer.GetAsync()).CreateDatabaseAsync();
        _first = new Replica(_database, null);
        await _first.InitializeAsync();
        (await _first.Anonymous.GetAsync("/trust/tuf/root.json")).Expect(200);
        _second = new Replica(_database, Path.Combine(_first.Data, "trust.key"));
        await _second.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_second is not null) await _second.DisposeAsync();
        if (_first is not null) await _first.DisposeAsync();
        (await PostgresServer.GetAsync()).Return(_database);
    }

    [Fact]
    public async Task Every_entry_gets_a_place_of_its_own_and_the_log_stays_one()
    {
        using var key = PrivateKey.Generate();
        var digests = Enumerable.Range(0, 60).Select(i => SHA256.HashData(BitConverter.GetBytes(i))).ToList();

        var answers = await Task.WhenAll(digests.Select((digest, i) => (i % 2 == 0 ? _first! : _second!).Anonymous.PostAsync(
            "/trust/log/api/v2/log/entries", new LogProposal(HashKind.Sha256, digest, key.SignHash(digest), key.PublicKey.Spki.ToArray(), false).WriteRequest())));

        answers.Select(answer => int.Parse(answer.Expect(201).Json.GetProperty("logIndex").GetString()!)).Order().ShouldBe(Enumerable.Range(0, 60));
        foreach (var replica in (Replica[])[_first!, _second!])
        {
            var config = System.Text.Json.Nodes.JsonNode.Parse((await replica.Anonymous.GetAsync("/.well-known/plimsoll-trust.json")).Body)!["trustedRoot"]!;
            var root = TrustedRoot.Read(Encoding.UTF8.GetBytes(config.ToJsonString()));
            using var log = new LogReader(new Uri(replica.Address));
            var seen = new List<long>();
            var audit = new LogAudit(log, root.LogKeys, null);
            await audit.RunAsync((index, _) => seen.Add(index), TestContext.Current.CancellationToken);
            audit.Size.ShouldBe(60);
            seen.Count.ShouldBe(60);
        }
    }

    private sealed class Replica(string database, string? keyFile) : RegistryFixture
    {
        protected override void Configure(ServerOptions options)
        {
            options.Database = database;
            options.Trust.KeyFile = keyFile;
            options.Trust.BatchMilliseconds = 5;
        }
    }
}
