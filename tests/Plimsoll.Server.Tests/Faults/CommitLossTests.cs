using Npgsql;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Durability;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Tests.Storage.Metadata.Postgres;

namespace Plimsoll.Server.Tests.Faults;

/// <summary>The connection to the database breaks at the commit of a push, before the database hears of it or before the server hears what came of it: the client is told what is true.</summary>
public sealed class CommitLossTests(CommitLossTests.Cut registry) : IClassFixture<CommitLossTests.Cut>
{
    private const int Images = 10;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_push_whose_commit_loses_its_connection_is_answered_as_what_came_of_it(bool isEarly)
    {
        var ledger = new Ledger();
        var repository = RepositoryOnWire.New(registry.Wire);
        await repository.PushAsync(Content.Random(100));
        registry.Proxy.IsEarly = isEarly;
        var digests = new List<string>();
        for (var i = 0; i < Images; i++)
        {
            registry.Proxy.Cuts = 1;
            var layer = await repository.PushAsync(Content.Random(20_000));
            var image = ImageBuilder.Image(ImageBuilder.EmptyJson().Descriptor, [layer.Descriptor]);
            registry.Proxy.Cuts = 1;
            (await repository.PutAsync(image, "latest")).Expect(201);
            ledger.Acknowledge(repository.Blob(layer.Digest), layer.Digest);
            ledger.Acknowledge(repository.Manifest(image.Digest), image.Digest);
            digests.Add(image.Digest);
        }
        registry.Proxy.Cuts = 0;

        await ledger.VerifyAsync(registry.Wire, int.MaxValue);
        (await registry.Wire.HeadAsync(repository.Manifest("latest"))).Expect(200)["Docker-Content-Digest"].ShouldBe(digests[^1]);
        // Each of them once, neither lost nor repeated, in the log too.
        var pushes = (await registry.Wire.GetAsync($"/api/v1/events?repository={repository.Name}&n=1000")).Expect(200).Json.GetProperty("items").EnumerateArray()
            .Where(e => e.GetProperty("action").GetString() == "push").Select(e => e.GetProperty("digest").GetString()!).ToList();
        pushes.ShouldBe(digests, ignoreOrder: true);
    }

    /// <summary>A server whose way to the database can be cut.</summary>
    public sealed class Cut : RegistryFixture, IAsyncDisposable
    {
        private string _address = "";

        internal CuttingProxy Proxy { get; private set; } = null!;

        public override async ValueTask InitializeAsync()
        {
            var server = await PostgresServer.GetAsync();
            Proxy = new CuttingProxy(server.Socket);
            _address = new NpgsqlConnectionStringBuilder(await server.CreateEmptyDatabaseAsync()) { Host = "127.0.0.1", Port = Proxy.Port, SslMode = SslMode.Disable }.ConnectionString;
            await base.InitializeAsync();
        }

        async ValueTask IAsyncDisposable.DisposeAsync()
        {
            await DisposeAsync();
            Proxy.Dispose();
        }

        protected override void Configure(ServerOptions options) => (options.Database, options.Inspection.Enabled) = (_address, false);
    }
}
