using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Plimsoll.Bench.Content;
using Plimsoll.Bench.Measuring;
using Plimsoll.Bench.Million;
using Plimsoll.Bench.Registry;
using Plimsoll.Bench.Reporting;
using Plimsoll.Bench.Servers;

namespace Plimsoll.Bench.Opening;

/// <summary>From the moment in which a manifest is accepted until the server tells what is inside: for an image whose layers it knows, and behind many who push at once.</summary>
internal sealed class ServerMeasures(OpeningOptions options, Target server, IReadOnlyList<LayoutImage> images) : IDisposable
{
    private const double MostMilliseconds = 50;
    private const double MostSeconds = 2;
    private const int Again = 30;

    /// <summary>Of these the first: a server that has just begun has not compiled again what runs often.</summary>
    private const int WarmUps = 15;
    private const string Shared = "bench/shared";

    /// <summary>Layers and their bytes, packed, of the images that are pushed in turn: small to middling.</summary>
    private static readonly (int Layers, int Bytes)[] Sizes = [(1, 256 << 10), (2, 512 << 10), (3, 1 << 20), (1, 4 << 20), (2, 2 << 20), (1, 8 << 20)];

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://{server.Address}"), Timeout = Limit };

    public void Dispose() => _http.Dispose();

    public (Table Table, IReadOnlyList<Figure> Bars) Run()
    {
        var table = new Table("From an accepted manifest to its facts", "what", "", "images", "p50 ms", "p95 ms", "most ms");
        var known = Row(table, "all layers known", SharedLayers());
        var pushed = Row(table, $"{options.Pushers} pushers, images of 0.25 to 8 MB", Pushers(waits: true));
        Row(table, "the same, nobody waiting for facts", Pushers(waits: false));
        return (table,
        [
            new Figure("second image that shares its layers, median", $"< {MostMilliseconds:0} ms", $"{Table.Number(known.Median)} ms", "", known.Median < MostMilliseconds),
            new Figure($"facts behind {options.Pushers} pushers, p95", $"< {MostSeconds:0} s", $"{Table.Number(pushed.P95 / 1000)} s", "", pushed.P95 / 1000 < MostSeconds),
        ]);
    }

    private static (double Median, double P95) Row(Table table, string what, IEnumerable<double> milliseconds)
    {
        List<double> sorted = [.. milliseconds.Order()];
        var (median, most) = (PacedLoad.Percentile(sorted, 0.5), PacedLoad.Percentile(sorted, 0.95));
        table.Add(what, "", $"{sorted.Count}", Table.Number(median), Table.Number(most), Table.Number(sorted[^1]));
        return (median, most);
    }

    /// <summary>The largest image that is pushed comfortably, then others over the same layers, each with a configuration of its own.</summary>
    private List<double> SharedLayers()
    {
        var image = images.Where(one => one.LayerBytes < 1 << 28).MaxBy(one => one.LayerBytes) ?? images[0];
        using var client = new RegistryClient(server, Shared);
        foreach (var layer in image.Layers) client.PushMonolithic(Blob.Of(File.ReadAllBytes(layer.Path)));
        var times = new List<double>();
        for (int number = 0; number <= Again; number++)
        {
            var config = JsonNode.Parse(File.ReadAllBytes(image.Config.Path))!;
            config["author"] = $"bench {number}";
            var blob = Blob.Of(System.Text.Encoding.UTF8.GetBytes(config.ToJsonString()));
            var manifest = JsonNode.Parse(image.Manifest)!;
            (manifest["config"]!["digest"], manifest["config"]!["size"]) = (blob.Digest, blob.Length);
            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(manifest.ToJsonString());
            // What follows an inspection, such as entering all files for the search, is no part of the next one.
            Settle.Processes(server.Pids);
            client.PushMonolithic(blob);
            client.PutManifest($"n{number}", bytes);
            long accepted = Stopwatch.GetTimestamp();
            while (!IsOpened(Shared, BlobFactory.DigestOf(bytes))) Thread.Sleep(1);
            if (number >= WarmUps) times.Add(Stopwatch.GetElapsedTime(accepted).TotalMilliseconds);
        }

        return times;
    }

    /// <summary>Each pusher sends image after image.</summary>
    /// <param name="waits">Whether it sends the next when it knows what is inside the last, or as fast as it is answered: then work piles up as long as pushing is quicker than opening.</param>
    private ConcurrentBag<double> Pushers(bool waits)
    {
        var blobs = new BlobFactory(layersAreArchives: true);
        foreach (var (_, bytes) in Sizes) blobs.Make(bytes);
        string[] repositories = [.. Enumerable.Range(0, options.Pushers).Select(number => $"bench/{(waits ? "patient" : "hasty")}{number}")];
        foreach (string repository in repositories) server.Login.For(repository);
        var waiting = new ConcurrentQueue<(string Repository, string Digest, long Accepted)>();
        var times = new ConcurrentBag<double>();
        var opened = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        int serial = 0;
        Thread[] pushers = [.. repositories.Select(repository => new Thread(() =>
        {
            using var client = new RegistryClient(server, repository);
            for (int number = 0; number < options.Pushes; number++)
            {
                var (layers, bytes) = Sizes[Interlocked.Increment(ref serial) % Sizes.Length];
                var image = Image.Make(blobs, layers, bytes);
                client.PushImage($"n{number}", image);
                long accepted = Stopwatch.GetTimestamp();
                waiting.Enqueue((repository, image.Digest, accepted));
                while (waits && !opened.ContainsKey(image.Digest) && Stopwatch.GetElapsedTime(accepted) < Limit) Thread.Sleep(2);
            }
        }))];
        foreach (var pusher in pushers) pusher.Start();
        for (long started = Stopwatch.GetTimestamp(); times.Count < options.Pushers * options.Pushes;)
        {
            for (int asked = waiting.Count; asked > 0 && waiting.TryDequeue(out var image); asked--)
            {
                if (IsOpened(image.Repository, image.Digest))
                {
                    times.Add(Stopwatch.GetElapsedTime(image.Accepted).TotalMilliseconds);
                    opened[image.Digest] = true;
                }
                else
                {
                    waiting.Enqueue(image);
                }
            }

            if (Stopwatch.GetElapsedTime(started) > Limit) throw new BenchException("The facts of the images that were pushed did not come.");
            Thread.Sleep(5);
        }

        foreach (var pusher in pushers) pusher.Join();
        return times;
    }

    private bool IsOpened(string repository, string digest)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/inspection?image={repository}@{digest}");
        request.Headers.Authorization = AuthenticationHeaderValue.Parse(server.Login.For(repository)!);
        using var answer = _http.Send(request, HttpCompletionOption.ResponseHeadersRead);
        return (int)answer.StatusCode switch { 200 => true, 202 => false, var status => throw new BenchException($"The facts of {repository}@{digest} were answered {status}.") };
    }
}
