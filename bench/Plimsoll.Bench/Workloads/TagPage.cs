using System.Text.Json;
using Plimsoll.Bench.Measuring;
using Plimsoll.Bench.Registry;
using Plimsoll.Bench.Servers;

namespace Plimsoll.Bench.Workloads;

/// <summary>Asks for pages of 100 tags from changing places of a long list. docker-registry 2.8 has no pages of tags and answers with all of them.</summary>
internal sealed class TagPage(string name, string summary, Material material, TagPut tags) : Workload(name, summary, Registries)
{
    private const int Page = 100;
    private const int Places = 97;
    private const long MostOperations = 1_000_000;
    private readonly HashSet<Target> _checked = [];

    public override bool ByBytes => false;

    public override void Prepare(Target target)
    {
        tags.Complete(target);
        if (!_checked.Add(target)) return;
        using var client = new RegistryClient(target, TagPut.Repository);
        using var body = new MemoryStream();
        client.Ask(client.Prepare("GET", client.TagPath(Page, TagPut.TagName(Page - 1))), body);
        using var document = JsonDocument.Parse(body.ToArray());
        int count = document.RootElement.GetProperty("tags").GetArrayLength();
        if (count != Page && count != material.Scale.Tags) throw new BenchException($"A page of {Page} tags has {count}.");
    }

    public override Sample Run(Target target, int round)
    {
        var load = new Load(material.Scale.Workers, material.Scale.Seconds, material.Scale.Warmup, MostOperations);
        int step = (material.Scale.Tags - Page - 1) / Places;
        return load.Run(Name, ByBytes, target, round, number =>
        {
            var client = new RegistryClient(target, TagPut.Repository);
            byte[][] requests = [.. Enumerable.Range(0, Places).Select(place => client.Prepare("GET", client.TagPath(Page, TagPut.TagName(place * step))))];
            int next = number * (Places / 4);
            return new Worker(_ => client.Ask(requests[next++ % Places]), client.Connection.Close, client.Dispose);
        });
    }
}
