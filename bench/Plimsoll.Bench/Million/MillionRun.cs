using Plimsoll.Bench.Measuring;
using Plimsoll.Bench.Reporting;
using Plimsoll.Bench.Servers;
using Plimsoll.Bench.Stores;

namespace Plimsoll.Bench.Million;

/// <summary>Fills a store with very many manifests and measures what must not become slow with them, for each engine.</summary>
internal sealed class MillionRun(MillionOptions options, Workspace workspace)
{
    /// <summary>The first argument that makes this program run it.</summary>
    public const string Verb = "million";

    /// <summary>Long enough that everything is due.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromDays(2);

    private readonly string _machine = Machine.Describe();

    /// <summary>Exit status: 0, or 3 when a bar is missed and that was to be told.</summary>
    public async Task<int> RunAsync()
    {
        Console.WriteLine(_machine);
        List<Table> tables = [];
        bool passed = true;
        if (options.Sqlite)
        {
            passed &= await MeasureAsync("SQLite", new Dictionary<string, string>(), (data, then) => new SqliteFilling(data, then), tables);
        }

        if (options.Postgres)
        {
            using var postgres = PostgresServer.Start(workspace, "postgres");
            passed &= await MeasureAsync("PostgreSQL", new Dictionary<string, string> { ["PLIMSOLL__DATABASE"] = postgres.Address }, (data, then) => new PostgresFilling(postgres.Address, data, then), tables);
        }

        if (options.Markdown is { } markdown) await File.WriteAllTextAsync(markdown, $"{_machine}\n\n{string.Concat(tables.Select(table => table.ToMarkdown()))}");
        return options.Strict && !passed ? 3 : 0;
    }

    private async Task<bool> MeasureAsync(string engine, IReadOnlyDictionary<string, string> settings, Func<string, DateTimeOffset, IFilledStore> filling, List<Table> tables)
    {
        Console.WriteLine($"\n{engine}: {options.Manifests:#,0} manifests");
        var then = DateTimeOffset.UtcNow - Age;
        var images = new SyntheticImages(options.Manifests, then);
        using var server = new MillionServer(engine.ToLowerInvariant(), options.Server, workspace, new Dictionary<string, string>(settings)
        {
            ["PLIMSOLL_ADMIN_PASSWORD"] = MillionServer.Password,
            ["PLIMSOLL__COLLECTION__ENABLED"] = "false",
            ["PLIMSOLL__COLLECTION__UNTAGGED"] = "collect",
        });
        var store = filling(server.Data, then);
        var kept = options.Store is { } folder && store is SqliteFilling ? new KeptStore(folder, options.Manifests) : null;
        await (kept?.FillAsync(place => filling(place, then).FillAsync(images)) ?? store.FillAsync(images));
        if (options.FillOnly) return true;
        kept?.CopyTo(server.Data);
        KeptStore.WriteFiles(server.Data, images);
        Settle.Disk();

        List<Figure> figures = [];
        using (var measures = new MillionMeasures(server, images))
        {
            await measures.PrepareAsync();
            if (options.Requests) figures.AddRange(await measures.RunAsync());
        }

        server.Dispose();
        if (options.Collection) figures.AddRange(await new CollectionWindows(server, images, options.Window).RunAsync(store));
        var table = new Table($"{engine}, {options.Manifests:#,0} manifests", "what", "bar", "measured", "more", "");
        foreach (var figure in figures) table.Add(figure.What, figure.Bar, figure.Measured, figure.More, figure.Verdict);
        tables.Add(table);
        Console.WriteLine();
        Console.WriteLine(table.ToText());
        return figures.All(figure => figure.Passes != false);
    }
}
