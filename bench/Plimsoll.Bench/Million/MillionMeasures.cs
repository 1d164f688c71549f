using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using Plimsoll.Bench.Measuring;

namespace Plimsoll.Bench.Million;

/// <summary>What is measured on a full store request by request: start, a page of tags, the deletion of a tag.</summary>
internal sealed class MillionMeasures(MillionServer server, SyntheticImages images) : IDisposable
{
    private const double MostStartSeconds = 3;
    private const double MostMilliseconds = 5;
    private const int Starts = 3;
    private const int Requests = 300;

    /// <summary>After its start a server counts what it has; that takes longer than one look at rest waits.</summary>
    private const int Rests = 6;

    private readonly HttpClient _http = Client(server);

    public static HttpClient Client(MillionServer server) => new(new SocketsHttpHandler { UseProxy = false })
    {
        BaseAddress = server.Url,
        Timeout = TimeSpan.FromMinutes(5),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("admin:" + MillionServer.Password))) },
    };

    public void Dispose() => _http.Dispose();

    /// <summary>The first start, which makes the administrator, and counts.</summary>
    public async Task PrepareAsync()
    {
        await StartAsync();
        Rest();
    }

    /// <summary>After <see cref="PrepareAsync"/>.</summary>
    public async Task<IReadOnlyList<Figure>> RunAsync() =>
    [
        await StartsAsync(),
        await EachAsync("page of 100 tags", 0, number => (HttpMethod.Get, $"/v2/{SyntheticImages.Large}/tags/list?n=100&last={SyntheticImages.TagOf(number)}")),
        await EachAsync("deletion of a tag", images.Read, number => (HttpMethod.Delete, $"/v2/{images.RepositoryOf(number)}/manifests/{SyntheticImages.TagOf(number)}")),
    ];

    /// <summary>Waits until the server has done what it does after a start.</summary>
    private void Rest()
    {
        for (int i = 0; i < Rests; i++) Settle.Processes([server.Id]);
    }

    private async Task<Figure> StartsAsync()
    {
        var seconds = new List<double>();
        for (int start = 0; start < Starts; start++)
        {
            server.Kill();
            seconds.Add(await StartAsync());
        }

        Rest();
        double median = Sample.Median(seconds);
        return new Figure("start to the first manifest", $"< {MostStartSeconds:0} s", Figure.Text(median, "s"), $"after kill -9, of {Starts}: {Figure.List(seconds)}", median < MostStartSeconds);
    }

    /// <summary>From the start of the process to its first answer with a manifest.</summary>
    private async Task<double> StartAsync()
    {
        long started = Stopwatch.GetTimestamp();
        server.Start();
        using var answer = await _http.GetAsync($"/v2/{SyntheticImages.Large}/manifests/{SyntheticImages.TagOf(1)}");
        answer.EnsureSuccessStatusCode();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
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
        return new Figure(what, $"< {MostMilliseconds:0} ms", Figure.Text(median, "ms"), $"median of {Requests}; p99 {Figure.Text(PacedLoad.Percentile(latencies, 0.99), "ms")}", median < MostMilliseconds);
    }
}
