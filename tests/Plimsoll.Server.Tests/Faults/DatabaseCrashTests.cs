using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Durability;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Faults;

/// <summary>PostgreSQL crashes and comes back under clients that push: the server goes on without a restart, what it acknowledged is there, and what it could not do it says so that clients try again.</summary>
public sealed class DatabaseCrashTests(DatabaseCrashTests.OnOwnPostgres registry) : IClassFixture<DatabaseCrashTests.OnOwnPostgres>
{
    private const int Rounds = 3;
    private const int Pushers = 6;
    private const int Enough = 12;
    private readonly Ledger _ledger = new();
    private int _refused;

    [Fact]
    public async Task Everything_acknowledged_survives_crashes_of_the_database()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var content = Content.Random(300_000);
        var location = (await registry.Wire.PatchAsync(await repository.StartAsync(), content.Bytes[..100_000])).Expect(202).Location;
        for (var round = 0; round < Rounds; round++)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            var pushers = Enumerable.Range(0, Pushers).Select(n => Task.Run(() => PushAsync(repository, n, stop.Token), CancellationToken.None)).ToList();
            await UntilAsync(() => _ledger.Count, Enough, pushers);
            await registry.Postgres.CrashAsync();
            await UntilAsync(() => _refused, 1, pushers);
            await registry.Postgres.RestartAsync();
            await UntilAsync(() => _ledger.Count, Enough, pushers);
            await stop.CancelAsync();
            await Task.WhenAll(pushers);
            await _ledger.VerifyAsync(registry.Wire, int.MaxValue);
            (await registry.Wire.GetAsync(location)).Expect(204)["Range"].ShouldBe("0-99999");
        }
        (await registry.Wire.PutAsync(RepositoryOnWire.Close(location, content.Digest), content.Bytes[100_000..])).Expect(201);
        (await registry.Wire.GetAsync(repository.Blob(content.Digest))).Expect(200).Body.AsSpan().SequenceEqual(content.Bytes).ShouldBeTrue();
    }

    private async Task PushAsync(RepositoryOnWire repository, int number, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var layer = Content.Random(number % 2 == 0 ? 20_000 : 500);
            var begun = await registry.Wire.PostAsync(repository.Uploads);
            if (!Took(begun, 202) || !Took(await registry.Wire.PutAsync(RepositoryOnWire.Close(begun.Location, layer.Digest), layer.Bytes), 201)) continue;
            _ledger.Acknowledge(repository.Blob(layer.Digest), layer.Digest);
            var image = ImageBuilder.Image(ImageBuilder.EmptyJson().Descriptor, [layer.Descriptor]);
            var tag = repository.Manifest($"t{number}");
            // Not known until the answer is there: a move that was refused may still have been made.
            do _ledger.Attempt(tag, image.Digest);
            while (!stop.IsCancellationRequested && !Took(await repository.PutAsync(image, $"t{number}"), 201));
            if (stop.IsCancellationRequested) return;
            _ledger.Move(tag, image.Digest);
            _ledger.Acknowledge(repository.Manifest(image.Digest), image.Digest);
        }
    }

    /// <summary>False for a refusal that a client can act on; anything else is a mistake.</summary>
    private bool Took(Answer answer, int status)
    {
        if (answer.Status == status) return true;
        int.Parse(answer.ExpectError(503, "UNAVAILABLE")["Retry-After"]!).ShouldBeGreaterThan(0);
        Interlocked.Increment(ref _refused);
        return false;
    }

    private static async Task UntilAsync(Func<int> count, int more, IReadOnlyList<Task> pushers)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        for (var before = count(); count() < before + more;)
        {
            if (pushers.FirstOrDefault(p => p.IsCompleted) is { } ended) await ended;
            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>A server on a database that is crashed.</summary>
    public sealed class OnOwnPostgres : RegistryFixture, IAsyncDisposable
    {
        internal OwnPostgres Postgres { get; private set; } = null!;

        public override async ValueTask InitializeAsync()
        {
            Postgres = await OwnPostgres.StartAsync();
            await base.InitializeAsync();
        }

        async ValueTask IAsyncDisposable.DisposeAsync()
        {
            await DisposeAsync();
            await Postgres.DisposeAsync();
        }

        protected override void Configure(ServerOptions options) => (options.Database, options.Inspection.Enabled) = (Postgres.Address, false);
    }
}
