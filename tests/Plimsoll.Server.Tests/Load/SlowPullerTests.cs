using System.Diagnostics;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Load;

/// <summary>Slow clients cost the server neither threads nor much memory, and nobody else his turn.</summary>
[Collection(Alone.Name)]
public sealed class SlowPullerTests
{
    private const int Pullers = 500;
    private const long MaxMemory = 250L << 20;

    [Fact]
    public async Task Five_hundred_slow_pullers_do_not_starve_a_push()
    {
        await using var server = new ServerProcess();
        await server.StartAsync();
        var repository = RepositoryOnWire.New(server.Wire, "load");
        using var large = new GeneratedBytes(16 << 20, seed: 3);
        var digest = large.Digest;
        (await server.Wire.SendAsync("PUT", RepositoryOnWire.Close(await repository.StartAsync(), digest), large)).Expect(201);
        await PushAsync(repository, seed: 10);
        var alone = await MedianPushAsync(repository, firstSeed: 20);

        var pullers = Enumerable.Range(0, Pullers).Select(_ => new SlowPuller()).ToList();
        try
        {
            var authorization = server.Wire.Client.DefaultRequestHeaders.Authorization!.ToString();
            await Parallel.ForEachAsync(pullers, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (p, _) => await p.StartAsync(server.Address, repository.Blob(digest), authorization));
            while (pullers.Any(p => p.Taken == 0 && p.Failure is null)) await Task.Delay(50, TestContext.Current.CancellationToken);

            var crowded = await MedianPushAsync(repository, firstSeed: 30);
            TestContext.Current.TestOutputHelper?.WriteLine($"64 MiB: {alone.TotalSeconds:0.00} s alone, {crowded.TotalSeconds:0.00} s beside {Pullers} slow pullers, peak memory {server.PeakMemory >> 20} MiB");
            var head = Stopwatch.StartNew();
            (await server.Wire.HeadAsync(repository.Blob(digest))).Expect(200);

            crowded.ShouldBeLessThan(TimeSpan.FromSeconds(20));
            crowded.ShouldBeLessThan((alone * 3) + TimeSpan.FromSeconds(2), "the allowance is for a machine that is busy with other things");
            head.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
            pullers.ShouldAllBe(p => p.Failure == null);
            server.PeakMemory.ShouldBeLessThan(MaxMemory);
        }
        finally
        {
            pullers.ForEach(p => p.Dispose());
        }
    }

    /// <summary>The middle one of three pushes: a single one can be hit by whatever else the machine does.</summary>
    private static async Task<TimeSpan> MedianPushAsync(RepositoryOnWire repository, int firstSeed)
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < 3; i++) times.Add(await PushAsync(repository, firstSeed + i));
        return times.Order().ElementAt(1);
    }

    private static async Task<TimeSpan> PushAsync(RepositoryOnWire repository, int seed)
    {
        using var body = new GeneratedBytes(64 << 20, seed);
        var digest = body.Digest;
        var clock = Stopwatch.StartNew();
        (await repository.Wire.SendAsync("PUT", RepositoryOnWire.Close(await repository.StartAsync(), digest), body)).Expect(201);
        return clock.Elapsed;
    }
}
