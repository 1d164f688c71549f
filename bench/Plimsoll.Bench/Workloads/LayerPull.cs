using Plimsoll.Bench.Measuring;
using Plimsoll.Bench.Registry;
using Plimsoll.Bench.Servers;

namespace Plimsoll.Bench.Workloads;

/// <summary>Pulls layers of 4 MiB over several connections.</summary>
internal sealed class LayerPull(string name, string summary, Material material) : Workload(name, summary, Registries)
{
    private const long MostOperations = 100_000;

    public override void Prepare(Target target) => material.PutImages(target);

    public override Sample Run(Target target, int round)
    {
        var load = new Load(material.Scale.Workers, material.Scale.Seconds, material.Scale.Warmup, MostOperations);
        return load.Run(Name, ByBytes, target, round, number =>
        {
            int repository = number % Material.Repositories;
            var client = new RegistryClient(target, Material.RepositoryOf(repository));
            byte[][] requests = [.. material.ImagesIn(repository).SelectMany(image => material.Images[image].Layers).Select(layer => client.Prepare("GET", client.BlobPath(layer.Digest)))];
            int next = 0;
            return new Worker(_ => client.Ask(requests[next++ % requests.Length]), client.Connection.Close, client.Dispose);
        });
    }
}
