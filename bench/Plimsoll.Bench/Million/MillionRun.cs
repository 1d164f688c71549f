using Plimsoll.Bench.Reporting;
using Plimsoll.Bench.Servers;
using Plimsoll.Bench.Soak;
using Plimsoll.Bench.Stores;

namespace Plimsoll.Bench.Million;

/// <summary>Fills a store with very many manifests and measures what must not become slow with them, for each engine.</summary>
internal sealed class MillionRun(MillionOptions options, Workspace workspace)
{
    /// <summary>The first argument that makes this program run it.</summary>
    public const string Verb = "million";

    private const string Password = "correct-horse-battery";

    /// <summary>Long enough that everything is due, the pins too.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromDays(2);

    /// <summary>Exit status: 0, or 3 when a bar is missed and that was to be told.</summary>
    public async Task<int> RunAsync()
    {
        Console.WriteLine(Machine.Describe());
        bool passed = true;
        if (options.Sqlite)
        {
            passed &= await MeasureAsync("SQLite", new Dictionary<string, string>(), (data, images, then) => Filling.SqliteAsync(data, images, then));
        }

        if (options.Postgres)
        {
            using var postgres = PostgresServer.Start(workspace, "postgres");
            passed &= await MeasureAsync("PostgreSQL", new Dictionary<string, string> { ["PLIMSOLL__DATABASE"] = postgres.Address }, (data, images, then) => Filling.PostgresAsync(postgres.Address, data, images, then));
        }

        return options.Strict && !passed ? 3 : 0;
    }

    private async Task<bool> MeasureAsync(string engine, IReadOnlyDictionary<string, string> settings, Func<string, SyntheticImages, DateTimeOffset, Task> fill)
    {
        Console.WriteLine($"\n{engine}: {options.Manifests:#,0} manifests");
        var then = DateTimeOffset.UtcNow - Age;
        var images = new SyntheticImages(options.Manifests, then);
        using var server = new Replica(engine.ToLowerInvariant(), workspace, MillionMeasures.Grace, hurries: false, new Dictionary<string, string>(settings)
        {
            ["PLIMSOLL_ADMIN_PASSWORD"] = Password,
            ["PLIMSOLL__COLLECTION__ENABLED"] = "false",
            ["PLIMSOLL__COLLECTION__UNTAGGED"] = "collect",
        });
        await fill(server.Data, images, then);
        using var measures = new MillionMeasures(server, Password, images);
        var figures = await measures.RunAsync();
        var table = new Table($"{engine}, {options.Manifests:#,0} manifests", "what", "bar", "measured", "more", "");
        foreach (var (what, bar, measured, more, passes) in figures) table.Add(what, bar, measured, more, passes ? "PASS" : "FAIL");
        Console.WriteLine();
        Console.WriteLine(table.ToText());
        Console.WriteLine(table.ToMarkdown());
        return figures.All(figure => figure.Passes);
    }
}
