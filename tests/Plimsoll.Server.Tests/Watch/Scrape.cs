using System.Text.Json;
using Plimsoll.Server.Tests.Clients;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Watch;

/// <summary>One line of a scrape.</summary>
internal sealed record Sample(string Family, string Type, string Name, IReadOnlyDictionary<string, string> Labels, double Value);

/// <summary>The metrics of a server as Prometheus' own client library for Python reads them.</summary>
internal sealed record Scrape(IReadOnlyList<Sample> Samples)
{
    private const string Program = """
        import json, sys
        from prometheus_client.parser import text_string_to_metric_families
        print(json.dumps([[f.name, f.type, s.name, s.labels, s.value if s.value == s.value else None] for f in text_string_to_metric_families(sys.stdin.read()) for s in f.samples]))
        """;

    /// <summary>Reads the metrics. The library is a package of Debian, so its own Python has it.</summary>
    public static async Task<Scrape> OfAsync(Wire wire) => await ParseAsync((await wire.GetAsync("/metrics")).Expect(200).Text);

    public static async Task<Scrape> ParseAsync(string text)
    {
        var output = await Tool.RunAsync("/usr/bin/python3", ["-c", Program], new Dictionary<string, string>(), Path.GetTempPath(), text);
        output.Code.ShouldBe(0, output.Error);
        return new Scrape([.. JsonSerializer.Deserialize<JsonElement[][]>(output.Standard)!.Select(s =>
            new Sample(s[0].GetString()!, s[1].GetString()!, s[2].GetString()!, s[3].Deserialize<Dictionary<string, string>>()!, s[4].ValueKind == JsonValueKind.Null ? double.NaN : s[4].GetDouble()))]);
    }

    /// <summary>The sum of all samples with this name and these labels.</summary>
    public double Sum(string name, params (string Label, string Value)[] labels) =>
        Samples.Where(s => s.Name == name && labels.All(l => s.Labels.GetValueOrDefault(l.Label) == l.Value)).Sum(s => s.Value);
}
