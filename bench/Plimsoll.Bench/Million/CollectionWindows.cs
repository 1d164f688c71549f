using System.Net;
using System.Text.Json;
using Plimsoll.Bench.Measuring;

namespace Plimsoll.Bench.Million;

/// <summary>
/// Collects in sixteen runs, and asks for manifests at a steady pace all the time: two windows without collection, then one with it, again and again. The second window of each pair is
/// what the first one is held against, so that the noise of the machine stands beside the figure.
/// </summary>
internal sealed class CollectionWindows(MillionServer server, SyntheticImages images, TimeSpan window)
{
    public const int Runs = 16;

    private const double LeastDeletionsPerSecond = 2000;
    private const double MostChange = 1.2;
    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstRun = TimeSpan.FromSeconds(40);

    /// <summary>What a run leaves to do, such as its events and the journal, is no part of a window without collection.</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Grace = TimeSpan.FromHours(24);

    private readonly List<(List<double> A, List<double> B, List<double> Beside)> _windows = [];
    private (int Manifests, int Blobs, double Seconds) _collected;

    /// <summary>From one run to the next: the windows between them, a run at the rate that is wanted, and time to read the database. A run that began late would take what is meant for the next one.</summary>
    private TimeSpan Period => (2 * window) + Aftermath + TimeSpan.FromSeconds(6 + ((images.Untagged + images.Unneeded) / (double)Runs / LeastDeletionsPerSecond));

    public async Task<IReadOnlyList<Figure>> RunAsync(IFilledStore store)
    {
        var first = DateTimeOffset.UtcNow + FirstRun;
        await store.SpreadAsync(first - Grace, Period);
        server.Start();
        using var http = MillionMeasures.Client(server);
        using var target = server.ToTarget();
        var load = new PacedLoad(target, images);
        await load.RunAsync(Warmup);
        if (!load.HasPrecedence) Console.WriteLine("  the clients have no precedence before the server (that takes root): what they wait for a processor counts as its time");
        Settle.Processes([server.Id]);
        Settle.Disk();
        using var held = new HeldFiles();
        for (int run = 0; run < Runs; run++)
        {
            held.Hold(server.Data, "*.db*");
            if (run == 0 && !held.IsHeld) Console.WriteLine("  the database is read before each run, but it cannot be held in memory (that takes root): where the system takes the page cache back, requests wait for the disk");
            await Task.Delay(Aftermath);
            var (a, b) = (await load.RunAsync(window), await load.RunAsync(window));
            var due = first + (run * Period) - DateTimeOffset.UtcNow;
            if (due > TimeSpan.Zero) await Task.Delay(due);
            using var over = new CancellationTokenSource();
            var asking = load.RunAsync(over.Token);
            var before = _collected;
            await CollectAsync(http);
            await over.CancelAsync();
            _windows.Add((a, b, await asking));
            Console.WriteLine($"  run {run + 1}: without, without, beside collection: {string.Join(", ", new[] { 0.5, 0.95, 0.99 }.Select(part => $"p{100 * part:0} {Figure.List([.. new[] { a, b, _windows[^1].Beside }.Select(w => PacedLoad.Percentile(w, part))])}"))} ms; {RateSince(before):0} deletions/s");
        }

        return Figures();
    }

    private static double P99(List<double> sorted) => PacedLoad.Percentile(sorted, 0.99);

    private double RateSince((int Manifests, int Blobs, double Seconds) before) =>
        (_collected.Manifests + _collected.Blobs - before.Manifests - before.Blobs) / (_collected.Seconds - before.Seconds);

    private async Task CollectAsync(HttpClient http)
    {
        var asked = DateTimeOffset.UtcNow;
        using var answer = await http.PostAsync("/api/v1/collection/runs?confirm=true", null);
        answer.EnsureSuccessStatusCode();
        // A server does not hold a connection for as long as a slow disk takes.
        var run = answer.StatusCode == HttpStatusCode.OK ? (await ReadAsync(answer)) : await EndOfRunAsync(http, asked);
        if (run.GetProperty("outcome").GetString() != "completed") throw new BenchException($"Collection ended so: {run}");
        _collected = (_collected.Manifests + run.GetProperty("manifests").GetInt32(), _collected.Blobs + run.GetProperty("blobs").GetInt32(),
            _collected.Seconds + (run.GetProperty("endedAt").GetDateTimeOffset() - run.GetProperty("startedAt").GetDateTimeOffset()).TotalSeconds);
    }

    /// <summary>Waits until the server lists a run that began after a moment, which it does when the run is over.</summary>
    private static async Task<JsonElement> EndOfRunAsync(HttpClient http, DateTimeOffset asked)
    {
        while (true)
        {
            await Task.Delay(Aftermath);
            using var answer = await http.GetAsync("/api/v1/collection");
            answer.EnsureSuccessStatusCode();
            var runs = (await ReadAsync(answer)).GetProperty("runs").EnumerateArray();
            if (runs.FirstOrDefault(run => run.GetProperty("startedAt").GetDateTimeOffset() >= asked) is { ValueKind: JsonValueKind.Object } run) return run;
        }
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
        return document.RootElement.Clone();
    }

    private IReadOnlyList<Figure> Figures()
    {
        var (manifests, blobs, seconds) = _collected;
        double rate = (manifests + blobs) / seconds;
        double[] noise = [.. _windows.Select(w => P99(w.B) / P99(w.A))], change = [.. _windows.Select(w => P99(w.Beside) / ((P99(w.A) + P99(w.B)) / 2))];
        string Spread(double[] ratios) => $"median of {Runs} [{Figure.List([ratios.Min(), ratios.Max()])}]";
        string Latency(Func<(List<double> A, List<double> B, List<double> Beside), List<double>> which) =>
            $"p50 {Figure.Text(Sample.Median(_windows.Select(w => PacedLoad.Percentile(which(w), 0.5))), "")}, p99 {Figure.Text(Sample.Median(_windows.Select(w => P99(which(w)))), "ms")}";
        return
        [
            new Figure("collection, deletions a second", $"≥ {LeastDeletionsPerSecond:0}", Figure.Text(rate, ""), $"{manifests:#,0} manifests and {blobs:#,0} blobs in {seconds:0.0} s", rate >= LeastDeletionsPerSecond),
            new Figure("manifest GET p99 beside collection", $"< {MostChange:0.0} ×", Figure.Text(Sample.Median(change), "×"),
                $"{Spread(change)}; without {Latency(w => w.A)}, beside {Latency(w => w.Beside)}", Sample.Median(change) < MostChange),
            new Figure("the same between windows without collection", "noise", Figure.Text(Sample.Median(noise), "×"),
                $"{Spread(noise)}; apart by {Sample.Median(noise.Select(n => Math.Max(n, 1 / n) - 1)):P0} in the median", null),
        ];
    }
}
