using System.Diagnostics;
using Plimsoll.Bench.Measuring;
using Plimsoll.Bench.Registry;
using Plimsoll.Bench.Servers;

namespace Plimsoll.Bench.Million;

/// <summary>
/// Clients that ask for manifests by tag at a steady pace, far below what the server can do, so that the time of an answer is the server's and not that of a queue before it. Each request is due at its own moment: one that
/// waits because the one before it was slow counts from then. All windows walk on through the same tags, so that none is asked for again before collection has changed its repository, and none is answered from a cache.
/// </summary>
internal sealed class PacedLoad(Target target, SyntheticImages images)
{
    private const int Clients = 4;
    private const double PerSecondAndClient = 100;

    /// <summary>A prime far from a fraction of the number of tags: a walk in such steps meets every tag once, in no order.</summary>
    private const int Stride = 47_533;

    private int _steps;

    /// <summary>False where clients and server are equal before the kernel, and a client may have to wait for a processor before it can read its answer.</summary>
    public bool HasPrecedence { get; private set; }

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

    private List<double> Ask(int index, CancellationToken stop)
    {
        HasPrecedence = Precedence.TryTake();
        using var client = new RegistryClient(target, SyntheticImages.Large);
        var latencies = new List<double>();
        long interval = (long)(Stopwatch.Frequency / PerSecondAndClient), due = Stopwatch.GetTimestamp() + (interval * index / Clients);
        while (!stop.IsCancellationRequested)
        {
            byte[] request = client.Prepare("GET", client.ManifestPath(SyntheticImages.TagOf(NextTagged())));
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

    private int NextTagged()
    {
        int number;
        do number = (int)((long)Interlocked.Increment(ref _steps) * Stride % images.Read);
        while (!SyntheticImages.IsTagged(number));
        return number;
    }
}
