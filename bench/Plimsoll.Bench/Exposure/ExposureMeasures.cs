using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Plimsoll.Bench.Million;
using Plimsoll.Core.Advisories;
using Plimsoll.Server.Exposure;
using Plimsoll.Storage.Metadata;
using Plimsoll.Vulnerabilities.Matching;

namespace Plimsoll.Bench.Exposure;

/// <summary>What is measured on a full store: matching everything, a new record, and the questions that people ask about one.</summary>
internal sealed class ExposureMeasures(IMetadataStore store, Fleet fleet) : IDisposable
{
    private const int Page = 50;
    private const int Pages = 40;
    private const int Counts = 5;
    private const int RecordsOfName = 3;
    private const int NamesWithRecords = 20_000;
    private const int Pushes = 200;

    private readonly RangeMatcher _matcher = new();

    /// <summary>One for all, for it holds a lease.</summary>
    private readonly ExposureMatcher _following = new(store, new StoredAdvisories(store), new RangeMatcher(), TimeProvider.System, NullLogger<ExposureMatcher>.Instance);

    /// <summary>Numbers of records that no run before had on a store that is kept.</summary>
    private readonly int _numbers = 10_000_000 + ((int)(DateTimeOffset.UtcNow.ToUnixTimeSeconds() % 1_000_000) * 100);
    private TimeSpan? _matching;
    private int _records;

    public void Dispose() => _following.Dispose();

    /// <summary>Holds everything against a set of records of a usual size, from nothing.</summary>
    public async Task MatchAsync()
    {
        int languages = Fleet.Names - 100_000;
        var names = Enumerable.Range(0, languages).Concat(Enumerable.Range(languages, NamesWithRecords)).ToList();
        var records = names.SelectMany(name => Enumerable.Range(0, RecordsOfName), (name, i) => (name, i)).Select((r, number) => Fleet.Record(number, r.name, 1 + (r.i * 2)));
        foreach (var chunk in records.Chunk(2000))
        {
            await store.Advisories.PutAsync("bench", chunk, CancellationToken.None);
            _records += chunk.Length;
        }

        Console.WriteLine($"  {_records:#,0} records");
        // That is the first reading of a database; here everything is looked at once instead, name by name.
        while (await store.Exposure.ListTasksAsync(10_000, CancellationToken.None) is { Count: > 0 } tasks)
            await store.Exposure.UpdateAsync(new MatchUpdate { At = DateTimeOffset.UtcNow, Tasks = tasks }, CancellationToken.None);
        long started = Stopwatch.GetTimestamp();
        while (await _following.StepAsync(CancellationToken.None))
        {
            // Until everything is done.
        }

        _matching = Stopwatch.GetElapsedTime(started);
    }

    public async Task<IReadOnlyList<Figure>> RunAsync(long size, long pulls)
    {
        List<Figure> figures =
        [
            new("database without pulls", "< 1.5 GB", $"{size / 1e9:0.00} GB", $"pulls {pulls / 1e6:#,0} MB", size < 1.5e9),
            _matching is { } matching
                ? new("everything matched", "< 10 min", $"{matching.TotalMinutes:0.0} min", $"{fleet.Components.Count / matching.TotalSeconds:#,0} components/s", matching < TimeSpan.FromMinutes(10))
                : new("everything matched", "< 10 min", "", "a store that was kept", null),
            await TellAsync(),
            await PushAsync(),
        ];
        int number = _numbers + Counts;
        foreach (var (what, name) in Fleet.Questions) figures.AddRange(await AskAsync(what, name, ++number));
        return figures;
    }

    private static double Quantile(List<double> times, double share) => times.Order().ElementAt((int)(share * (times.Count - 1)));

    private static async Task<double> TimeAsync(Func<ValueTask> work)
    {
        long started = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    /// <summary>From the import of one record about a package that is everywhere to the message that tells of it, by the service as it runs in the server.</summary>
    private async Task<Figure> TellAsync()
    {
        await _following.StartAsync(CancellationToken.None);
        var times = new List<double>();
        ChangeEvent? told = null;
        for (int i = 0; i < Counts; i++)
        {
            long last = await LastEventAsync();
            times.Add(await TimeAsync(async () =>
            {
                await store.Advisories.PutAsync("bench", [Fleet.Record(_numbers + i, Fleet.Questions[0].Name, 1000)], CancellationToken.None);
                while ((told = await store.Exposure.ListEventsAsync(last, 1, CancellationToken.None) is [var first, ..] ? first : null) is null) await Task.Delay(5);
            }));
        }

        await _following.StopAsync(CancellationToken.None);
        return new("new record to message", "< 2 s", $"{times.Max() / 1000:0.00} s", $"{told?.Count?.Images:#,0} images, {told?.Components} components; longest of {Counts}", times.Max() < 2000);
    }

    private async Task<long> LastEventAsync()
    {
        long last = 0;
        while (await store.Exposure.ListEventsAsync(last, 10_000, CancellationToken.None) is { Count: > 0 } events) last = events[^1].Sequence;
        return last;
    }

    /// <summary>Images with a system that is known and a language set that is new.</summary>
    private async Task<Figure> PushAsync()
    {
        var times = new List<double>();
        for (int i = 0; i < Pushes; i++)
        {
            var members = Enumerable.Range(0, 130).Select(m => new Component { Namespace = Fleet.KeyOf(Fleet.Names - 1).Namespace, Name = $"l{(m * 700) + i:000000}", Version = "1.0.0-1" });
            var set = new PackageSet("deb", PackageSet.Order(members.Select(c => new SetMember(c, _matcher.KeysOf(c)))));
            times.Add(await TimeAsync(async () => await store.Exposure.RegisterAsync(1 + (i * 7), [new LayerSet(1, set)], DateTimeOffset.UtcNow, CancellationToken.None)));
        }

        return new("image with a new set of 130", "", $"{Quantile(times, 0.5):0.0} ms", $"p95 {Quantile(times, 0.95):0.0} ms", true);
    }

    private async Task<IReadOnlyList<Figure>> AskAsync(string what, int name, int number)
    {
        // A record of its own, which holds for all versions.
        await store.Advisories.PutAsync("bench", [Fleet.Record(number, name, 1000)], CancellationToken.None);
        while (await _following.StepAsync(CancellationToken.None))
        {
            // Until it is done.
        }

        string id = $"CVE-2026-{number:0000000}";
        var (pages, counts, hits) = (new List<double>(), new List<double>(), new List<double>());
        var week = DateTimeOffset.UtcNow.AddDays(-7);
        ExposureCount count = new(0, 0);
        PullCount pulled = new(0, 0);
        // Once before it counts: what is measured is warm.
        await PageAsync();
        for (int i = 0; i < Pages; i++) pages.Add(await TimeAsync(PageAsync));
        long[] all = [.. (await store.Exposure.ListAffectedAsync([id], CancellationToken.None)).Select(c => c.Component.Id)];
        await CountAsync();
        await HitAsync();
        for (int i = 0; i < Counts; i++)
        {
            counts.Add(await TimeAsync(CountAsync));
            hits.Add(await TimeAsync(HitAsync));
        }

        return
        [
            new($"{what}: first page", "< 50 ms p95", $"{Quantile(pages, 0.95):0.0} ms", $"{all.Length} versions, {count.Sets:#,0} sets", Quantile(pages, 0.95) < 50),
            new($"{what}: exact count", "< 300 ms", $"{counts.Max():0.0} ms", $"{count.Images:#,0} images", counts.Max() < 300),
            new($"{what}: pulls of the last week", "< 500 ms", $"{hits.Max():0.0} ms", $"{pulled.Pulls:#,0} by {pulled.Actors:#,0}", hits.Max() < 500),
        ];

        async ValueTask PageAsync()
        {
            long[] components = [.. (await store.Exposure.ListAffectedAsync([id], CancellationToken.None)).Select(c => c.Component.Id)];
            await store.Exposure.ListImagesAsync(components, null, Page, CancellationToken.None);
        }

        async ValueTask CountAsync() => count = await store.Exposure.CountAsync(all, CancellationToken.None);

        async ValueTask HitAsync()
        {
            pulled = await store.Exposure.CountPullsAsync(all, week, CancellationToken.None);
            await store.Exposure.ListPullsAsync(all, week, null, Page, CancellationToken.None);
        }
    }
}
