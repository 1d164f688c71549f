using System.Diagnostics;
using Plimsoll.Bench.Million;
using Plimsoll.Bench.Reporting;
using Plimsoll.Bench.Servers;
using Plimsoll.Bench.Stores;
using Plimsoll.Storage.Metadata.Postgres;
using Plimsoll.Storage.Metadata.Sqlite;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Bench.Exposure;

/// <summary>Fills a store with very many images and asks which of them a vulnerability reaches, for each engine.</summary>
internal sealed class ExposureRun(ExposureOptions options, Workspace workspace)
{
    /// <summary>The first argument that makes this program run it.</summary>
    public const string Verb = "exposure";

    /// <summary>Exit status: 0, or 3 when a bar is missed and that was to be told.</summary>
    public async Task<int> RunAsync()
    {
        Console.WriteLine(Machine.Describe());
        bool passed = true;
        if (options.Sqlite) passed &= await SqliteAsync();
        if (options.Postgres) passed &= await PostgresAsync();
        return options.Strict && !passed ? 3 : 0;
    }

    private static void Say(string what, long started) => Console.WriteLine($"  {what} after {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");

    private async Task<bool> SqliteAsync()
    {
        long started = Stopwatch.GetTimestamp();
        string path = Path.Combine(workspace.Folder("sqlite"), "plimsoll.db");
        await using var store = SqliteMetadataStore.Open(path, TimeProvider.System);
        var fleet = Generate("SQLite");
        await SqliteFleet.FillAsync(store, fleet);
        Say("filled", started);
        using var measures = new ExposureMeasures(store, fleet);
        await measures.MatchAsync();
        Say("matched", started);
        long size = SizeOf(path);
        await SqliteFleet.PullAsync(store, fleet, DateTimeOffset.UtcNow);
        Say("pulled", started);
        return Report("SQLite", await measures.RunAsync(size, SizeOf(path) - size));
    }

    /// <summary>In pages of the database, whether they are in the file already or still in the log.</summary>
    private static long SizeOf(string path)
    {
        using var session = new SqliteSession(path, readOnly: true);
        return session.Number("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")!.Value;
    }

    private async Task<bool> PostgresAsync()
    {
        long started = Stopwatch.GetTimestamp();
        using var postgres = PostgresServer.Start(workspace, "postgres", options.Store);
        await using var store = await PostgresMetadataStore.OpenAsync(postgres.Address, TimeProvider.System, null, CancellationToken.None);
        var fleet = Generate("PostgreSQL");
        using var measures = new ExposureMeasures(store, fleet);
        var (size, pulls) = options.Store is not null && await PostgresFleet.FindSizesAsync(store) is { } kept ? kept : await FillAsync(store, fleet, measures, started);
        return Report("PostgreSQL", await measures.RunAsync(size, pulls));
    }

    private static async Task<(long Size, long Pulls)> FillAsync(PostgresMetadataStore store, Fleet fleet, ExposureMeasures measures, long started)
    {
        await PostgresFleet.FillAsync(store, fleet);
        Say("filled", started);
        await measures.MatchAsync();
        Say("matched", started);
        await PostgresFleet.VacuumAsync(store);
        long size = await PostgresFleet.SizeAsync(store);
        await PostgresFleet.PullAsync(store, fleet, DateTimeOffset.UtcNow);
        long pulls = await PostgresFleet.SizeAsync(store) - size;
        await PostgresFleet.KeepSizesAsync(store, size, pulls);
        Say("pulled", started);
        return (size, pulls);
    }

    private Fleet Generate(string engine)
    {
        var fleet = new Fleet(options.Images);
        Console.WriteLine($"\n{engine}: {fleet.Images:#,0} images, {fleet.SystemSets + fleet.LanguageSets:#,0} sets, {fleet.Components.Count:#,0} components, {fleet.Members.Sum(members => (long)members.Length):#,0} members");
        return fleet;
    }

    private bool Report(string engine, IReadOnlyList<Figure> figures)
    {
        var table = new Table($"{engine}, {options.Images:#,0} images", "what", "bar", "measured", "more", "");
        foreach (var figure in figures) table.Add(figure.What, figure.Bar, figure.Measured, figure.More, figure.Verdict);
        Console.WriteLine();
        Console.WriteLine(table.ToText());
        Console.WriteLine(table.ToMarkdown());
        return figures.All(figure => figure.Passes != false);
    }
}
