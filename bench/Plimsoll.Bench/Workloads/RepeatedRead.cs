using Plimsoll.Bench.Measuring;
using Plimsoll.Bench.Registry;
using Plimsoll.Bench.Servers;

namespace Plimsoll.Bench.Workloads;

/// <summary>Reads over and over what lies in four repositories: manifests, heads of blobs or layers.</summary>
/// <param name="rotating">Connections that one thread serves; more than 1 where the client would else be the limit.</param>
/// <param name="paths">The paths that a client asks for, one after another, of the images with these numbers.</param>
internal sealed class RepeatedRead(
    string name,
    string summary,
    Material material,
    string method,
    Func<RegistryClient, int, IEnumerable<string>> paths,
    IReadOnlyList<Role> roles,
    bool byBytes = false,
    int rotating = 1) : Workload(name, summary, roles)
{
    private const long MostOperations = 5_000_000;
    private const int RotatingThreads = 2;

    /// <summary>Seconds in which a server compiles what it will run from then on, before the first measurement.</summary>
    private const double FirstWarmup = 3;

    public override bool ByBytes => byBytes;

    public override void Prepare(Target target) => material.PutImages(target);

    public override Sample Run(Target target, int round)
    {
        var load = new Load(rotating > 1 ? RotatingThreads : material.Scale.Workers, material.Scale.Seconds, round == 1 ? FirstWarmup : material.Scale.Warmup, MostOperations);
        return load.Run(Name, ByBytes, target, round, thread =>
        {
            var clients = new RegistryClient[rotating];
            var requests = new byte[rotating][][];
            for (int i = 0; i < rotating; i++)
            {
                int repository = ((thread * rotating) + i) % Material.Repositories;
                var client = clients[i] = new RegistryClient(target, Material.RepositoryOf(repository));
                requests[i] = [.. material.ImagesIn(repository).SelectMany(image => paths(client, image)).Select(path => client.Prepare(method, path))];
            }

            return new Rotation(clients, requests).AsWorker();
        });
    }
}
