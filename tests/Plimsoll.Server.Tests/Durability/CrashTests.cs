using System.Security.Cryptography;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Durability;

/// <summary>
/// kill -9 at random moments under eight clients, fifty times on the same data: what was acknowledged is there and has its digest, uploads go on where they stood,
/// and no file is left that no row leads to.
/// </summary>
[Collection(Alone.Name)]
public sealed class CrashTests
{
    private const int Rounds = 50;
    private const int Pushers = 8;

    [Fact]
    public async Task Everything_acknowledged_survives_fifty_kills()
    {
        await using var server = new ServerProcess();
        var ledger = new Ledger();
        var pushers = Enumerable.Range(0, Pushers).Select(i => new Pusher(ledger, i)).ToList();
        await server.StartAsync();
        for (var round = 0; round < Rounds; round++)
        {
            var before = ledger.Count;
            var wire = server.Wire;
            await WarmUpAsync(wire);
            var running = pushers.Select(p => Task.Run(() => p.RunAsync(wire))).ToList();
            await Task.Delay(RandomNumberGenerator.GetInt32(50, 400), TestContext.Current.CancellationToken);
            await server.KillAsync();
            await Task.WhenAll(running);

            await server.StartAsync();
            StoreCheck.Verify(server.Data);
            await ledger.VerifyAsync(server.Wire, last: ledger.Count - before + 20);
            foreach (var pusher in pushers) await pusher.ResumeAsync(server.Wire);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{ledger.Count} blobs and manifests were acknowledged");
        ledger.Count.ShouldBeGreaterThan(Rounds * Pushers, "the server was killed before anything could happen");
        await ledger.VerifyAsync(server.Wire, last: int.MaxValue);
        StoreCheck.Verify(server.Data);
    }

    /// <summary>The first login and the first push of a process take most of the time that it has here; the kill shall find pushes, not them.</summary>
    private static async Task WarmUpAsync(Wire wire)
    {
        var repository = RepositoryOnWire.New(wire, "warm");
        var small = await repository.PushAsync(Content.Random(10));
        var large = await repository.PushAsync(Content.Random(20_000));
        (await wire.PatchAsync(await repository.StartAsync(), new byte[20_000])).Expect(202);
        (await repository.PutAsync(ImageBuilder.Image(small.Descriptor, [large.Descriptor]), "latest")).Expect(201);
    }
}
