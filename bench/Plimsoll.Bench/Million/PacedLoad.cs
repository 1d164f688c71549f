using System.Diagnostics;
using Plimsoll.Bench.Registry;
using Plimsoll.Bench.Servers;

namespace Plimsoll.Bench.Million;

/// <summary>
/// Clients that ask for manifests by tag at a steady pace, far below what the server can do, so that the time of an answer is the server's and not that of a queue before it. Each request is due at its own moment: one that
/// waits because the one before it was slow counts from then.
/// </summary>
internal sealed class PacedLoad(Target target, SyntheticImages images)
{
    private const int Clients = 4;
    private const double PerSecondAndClient = 100;

    /// <summary>Latencies in milliseconds, sorted, of so much time.</summary>
    public async Task<List<double>> RunAsync(TimeSpan time)
    {
        using var stop = new CancellationTokenSource(time);
        return await RunAsync(stop.Token);
    }

    /// <summary>Latencies in milliseconds, sorted, until <paramref name="stop"/>.</summary>
    public async Task<List<double>> RunAsync(CancellationToken stop)
    {
        var all = await Task.WhenAll(Enumerable.Range(0, Clients).Select(number => Task.Factory.StartNew(() => Ask(number, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        return [.. all.SelectMany(latencies => latencies).Order()];
    }

    public static double Percentile(List<double> sorted, double part) => sorted.Count == 0 ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(part * sorted.Count) - 1, 0, sorted.Count - 1)];

    private List<double> Ask(int seed, CancellationToken stop)
    {
        using var client = new RegistryClient(target, SyntheticImages.Large);
        var random = new Random(seed);
        var latencies = new List<double>();
        long interval = (long)(Stopwatch.Frequency / PerSecondAndClient), due = Stopwatch.GetTimestamp() + (interval * seed / Clients);
        while (!stop.IsCancellationRequested)
        {
            int number = random.Next(images.Read);
            if (!SyntheticImages.IsTagged(number)) continue;
            byte[] request = client.Prepare("GET", client.ManifestPath(SyntheticImages.TagOf(number)));
            long early = due - Stopwatch.GetTimestamp();
            if (early > 0) Thread.Sleep(TimeSpan.FromSeconds(early / (double)Stopwatch.Frequency));
            // That a sleep lasts too long is no fault of the server; that the answer before was slow is.
            long from = early > 0 ? Stopwatch.GetTimestamp() : due;
            client.Ask(request);
            latencies.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
            due += interval;
        }

        return latencies;
    }
}
