using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Plimsoll.Bench.Measuring;
using Plimsoll.Bench.Registry;
using Plimsoll.Bench.Servers;
using Plimsoll.Bench.Soak;

namespace Plimsoll.Bench.Million;

/// <summary>A figure with its bar.</summary>
/// <param name="More">What else belongs to it.</param>
internal sealed record Figure(string What, string Bar, string Measured, string More, bool Passes);

/// <summary>What is measured on a full store: start, a page of tags, the deletion of a tag, collection, and manifest GETs with and without it.</summary>
internal sealed class MillionMeasures(Replica server, string password, SyntheticImages images) : IDisposable
{
    private const double MostStartSeconds = 3;
    private const double MostMilliseconds = 5;
    private const double LeastDeletionsPerSecond = 2000;
    private const double MostChange = 1.2;
    private const int Starts = 3;
    private const int Requests = 300;
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(15);

    /// <summary>What is deleted in the first step can go in the next one so much later.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false })
    {
        BaseAddress = new Uri($"http://{server.Address}"),
        Timeout = TimeSpan.FromMinutes(5),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("admin:" + password))) },
    };

    public void Dispose() => _http.Dispose();

    public async Task<IReadOnlyList<Figure>> RunAsync()
    {
        using var login = new Login(new Uri($"http://{server.Address}"), "admin", password);
        var target = new Target(Role.Subject, server.Label, "", server.Address, [], login);
        List<Figure> figures = [await StartAsync()];
        // What a server does after its start, such as counting, is no part of the rest.
        Settle.Processes([server.Id]);
        figures.Add(await EachAsync("page of 100 tags", 0, number => (HttpMethod.Get, $"/v2/{SyntheticImages.Large}/tags/list?n=100&last={SyntheticImages.TagOf(number)}")));
        figures.Add(await EachAsync("deletion of a tag", images.Read, number => (HttpMethod.Delete, $"/v2/{images.RepositoryOf(number)}/manifests/{SyntheticImages.TagOf(number)}")));
        figures.AddRange(await CollectAsync(target));
        return figures;
    }

    /// <summary>From the start of the process to its first answer with a manifest.</summary>
    private async Task<Figure> StartAsync()
    {
        var seconds = new List<double>();
        for (int start = 0; start < Starts; start++)
        {
            if (start > 0) server.Kill();
            long started = Stopwatch.GetTimestamp();
            server.Start();
            using var answer = await _http.GetAsync($"/v2/{SyntheticImages.Large}/manifests/{SyntheticImages.TagOf(1)}");
            answer.EnsureSuccessStatusCode();
            seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        double median = Sample.Median(seconds);
        return new Figure("start to the first manifest", $"< {MostStartSeconds:0} s", Text(median, "s"), $"after kill -9, of {Starts}: {string.Join(", ", seconds.Select(s => s.ToString("0.00", CultureInfo.InvariantCulture)))}", median < MostStartSeconds);
    }

    private async Task<Figure> EachAsync(string what, int first, Func<int, (HttpMethod Method, string Path)> request)
    {
        var random = new Random(7);
        var latencies = new List<double>();
        while (latencies.Count < Requests)
        {
            int number = random.Next(first, images.InLarge);
            if (!SyntheticImages.IsTagged(number)) continue;
            var (method, path) = request(number);
            long started = Stopwatch.GetTimestamp();
            using var message = new HttpRequestMessage(method, path);
            using var answer = await _http.SendAsync(message);
            await answer.Content.ReadAsByteArrayAsync();
            latencies.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (!answer.IsSuccessStatusCode && (int)answer.StatusCode != 404) throw new BenchException($"{method} {path} was answered {(int)answer.StatusCode}.");
        }

        latencies.Sort();
        double median = PacedLoad.Percentile(latencies, 0.5);
        return new Figure(what, $"< {MostMilliseconds:0} ms", Text(median, "ms"), $"median of {Requests}; p99 {Text(PacedLoad.Percentile(latencies, 0.99), "ms")}", median < MostMilliseconds);
    }

    private async Task<IReadOnlyList<Figure>> CollectAsync(Target target)
    {
        var load = new PacedLoad(target, images);
        using var warm = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await load.RunAsync(warm.Token);
        using var calm = new CancellationTokenSource(Calm);
        var without = await load.RunAsync(calm.Token);

        using var collecting = new CancellationTokenSource();
        var asking = load.RunAsync(collecting.Token);
        var (manifests, blobs, seconds) = await CollectAllAsync();
        await collecting.CancelAsync();
        var with = await asking;

        double rate = (manifests + blobs) / seconds, before = PacedLoad.Percentile(without, 0.99), during = PacedLoad.Percentile(with, 0.99);
        string Latency(List<double> sorted) => $"p50 {Text(PacedLoad.Percentile(sorted, 0.5), "ms")}, p99 {Text(PacedLoad.Percentile(sorted, 0.99), "ms")} of {sorted.Count}";
        return
        [
            new Figure("collection, deletions a second", $"≥ {LeastDeletionsPerSecond:0}", Text(rate, ""), $"{manifests:#,0} manifests and {blobs:#,0} blobs in {seconds:0.0} s", rate >= LeastDeletionsPerSecond),
            new Figure("manifest GET p99 beside collection", $"< {MostChange:0.0} ×", Text(during / before, "×"), $"without {Latency(without)}; beside {Latency(with)}", during / before < MostChange),
        ];
    }

    /// <summary>Runs until nothing is left: manifests first, their blobs when the grace after that has passed.</summary>
    private async Task<(int Manifests, int Blobs, double Seconds)> CollectAllAsync()
    {
        var (manifests, blobs, seconds) = (0, 0, 0.0);
        for (int empty = 0; empty < 3;)
        {
            string last = await LastRunAsync();
            using var begun = await _http.PostAsync("/api/v1/collection/runs?confirm=true", null);
            begun.EnsureSuccessStatusCode();
            JsonElement run;
            while (true)
            {
                using var status = JsonDocument.Parse(await _http.GetByteArrayAsync("/api/v1/collection"));
                run = status.RootElement.GetProperty("runs").EnumerateArray().FirstOrDefault().Clone();
                if (run.ValueKind == JsonValueKind.Object && run.GetProperty("startedAt").GetString() != last) break;
                await Task.Delay(200);
            }

            if (run.GetProperty("outcome").GetString() != "completed") throw new BenchException($"Collection ended so: {run}");
            var (m, b) = (run.GetProperty("manifests").GetInt32(), run.GetProperty("blobs").GetInt32());
            empty = m + b == 0 ? empty + 1 : 0;
            (manifests, blobs) = (manifests + m, blobs + b);
            if (m + b + run.GetProperty("left").GetInt32() > 0) seconds += (run.GetProperty("endedAt").GetDateTimeOffset() - run.GetProperty("startedAt").GetDateTimeOffset()).TotalSeconds;
            await Task.Delay(Grace + TimeSpan.FromMilliseconds(100));
        }

        return (manifests, blobs, seconds);
    }

    private async Task<string> LastRunAsync()
    {
        using var status = JsonDocument.Parse(await _http.GetByteArrayAsync("/api/v1/collection"));
        return status.RootElement.GetProperty("runs").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } run ? run.GetProperty("startedAt").GetString()! : "";
    }

    private static string Text(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{(value >= 100 ? value.ToString("#,0", CultureInfo.InvariantCulture) : value.ToString("0.00", CultureInfo.InvariantCulture))} {unit}").TrimEnd();
}
