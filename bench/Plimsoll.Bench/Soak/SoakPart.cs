using System.Diagnostics;
using System.Security.Cryptography;

namespace Plimsoll.Bench.Soak;

/// <summary>One part of the soak: servers behind a balancer, clients that push for a while, servers that die, and a check of everything at the end.</summary>
/// <param name="name">What stands in the report.</param>
/// <param name="replicas">The servers; not started yet.</param>
/// <param name="password">Of the administrator.</param>
/// <param name="killEvery">How often one of them dies; zero for never.</param>
/// <param name="check">Looks at the store at the end.</param>
internal sealed class SoakPart(string name, IReadOnlyList<Replica> replicas, string password, TimeSpan killEvery, SoakOptions options, Func<Task<StoreCheck.Findings>> check)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(30);
    private readonly SoakTally _tally = new();
    private int _kills;

    /// <summary>Runs it; true when nothing was lost and nothing happened that must not.</summary>
    public async Task<bool> RunAsync()
    {
        Console.WriteLine($"\n{name}: {options.Pushers} pushers, {options.Duration.TotalMinutes:0.#} minutes, collection every second with a grace of {options.Grace.TotalSeconds:0.#} s, "
            + (killEvery > TimeSpan.Zero ? $"kill -9 of a server every {killEvery.TotalSeconds:0} s" : "nobody is killed"));
        await Task.WhenAll(replicas.Select(replica => Task.Run(replica.Start)));
        using var proxy = new RoundRobinProxy([.. replicas.Select(replica => replica.Address)]);
        using var client = new SoakClient(proxy.Address, password, _tally);
        var layers = new LayerPool();
        var pushers = Enumerable.Range(0, options.Pushers).Select(number => new SoakPusher(number, client, layers, _tally, options.Grace)).ToList();

        using var stop = new CancellationTokenSource(options.Duration);
        long started = Stopwatch.GetTimestamp();
        var clients = pushers.Select(pusher => Task.Run(() => pusher.RunAsync(stop.Token))).ToList();
        await Task.WhenAll([KillAsync(stop.Token), ShowAsync(started, stop.Token), .. clients]);
        double minutes = Stopwatch.GetElapsedTime(started).TotalMinutes;

        int images = await VerifyAsync(client, pushers);
        // Everything that is garbage goes now, and what is not must still be there.
        await Task.Delay((4 * options.Grace) + TimeSpan.FromSeconds(5));
        await VerifyAsync(client, pushers);
        var findings = await check();
        foreach (string key in findings.Orphans.Take(5)) Console.WriteLine($"  ? nothing leads to the object {key}");
        foreach (string key in findings.Missing) _tally.Fault(Counted.Lost, $"no object of its size under {key}");
        Report(minutes, images, findings, proxy);
        return Counted.Forbidden.All(what => _tally[what] == 0);
    }

    private async Task<int> VerifyAsync(SoakClient client, IReadOnlyList<SoakPusher> pushers)
    {
        var images = pushers.SelectMany(pusher => pusher.Images).ToList();
        await Parallel.ForEachAsync(images, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (image, _) => await ImageCheck.RunAsync(client, image.Key.Tag, image.Value, _tally));
        return images.Count;
    }

    private async Task KillAsync(CancellationToken stop)
    {
        if (killEvery <= TimeSpan.Zero) return;
        try
        {
            while (true)
            {
                await Task.Delay(killEvery, stop);
                var victim = replicas[RandomNumberGenerator.GetInt32(replicas.Count)];
                victim.Kill();
                _kills++;
                await Task.Delay(RandomNumberGenerator.GetInt32(100, 3000), CancellationToken.None);
                await Task.Run(victim.Start, CancellationToken.None);
            }
        }
        catch (OperationCanceledException)
        {
            // The time is over; every server runs.
        }
    }

    private async Task ShowAsync(long started, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(ReportEvery, stop);
                Console.WriteLine($"  {Stopwatch.GetElapsedTime(started):mm\\:ss}  {_tally[Counted.Images]} images, {_tally[Counted.Blobs]} blobs, {_tally[Counted.Requests]} requests, {_kills} kills, "
                    + string.Join(", ", Counted.Forbidden.Select(what => $"{_tally[what]} {what}")));
            }
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }
    }

    private void Report(double minutes, int images, StoreCheck.Findings findings, RoundRobinProxy proxy)
    {
        foreach (string what in Counted.Normal) Console.WriteLine($"  {_tally[what],9} {what}");
        Console.WriteLine($"  {_kills,9} servers killed; {proxy.PassedOver} connections passed them over");
        Console.WriteLine($"  {findings.Collected.GetValueOrDefault("manifests"),9} manifests and {findings.Collected.GetValueOrDefault("blobs")} blobs of {findings.Collected.GetValueOrDefault("bytes") / 1e6:0} MB collected meanwhile");
        Console.WriteLine($"  {images,9} images verified at the end, twice; {findings.Objects} objects left, {findings.Orphans.Count} of them without a row");
        foreach (string what in Counted.Forbidden) Console.WriteLine($"  {_tally[what],9} {what}");
        foreach (string fault in _tally.Faults) Console.WriteLine("  ! " + fault);
        bool passed = Counted.Forbidden.All(what => _tally[what] == 0);
        Console.WriteLine($"{(passed ? "PASS" : "FAIL")} {name}: {minutes:0.0} minutes, {_tally[Counted.Images]} images, {_kills} kills, {string.Join(", ", Counted.Forbidden.Select(what => $"{_tally[what]} {what}"))}");
    }
}
