using Plimsoll.Bench.Measuring;
using Plimsoll.Bench.Registry;
using Plimsoll.Bench.Servers;

namespace Plimsoll.Bench.Workloads;

/// <summary>Reads over and over what lies in four repositories: manifests, heads of blobs or layers.</summary>
/// <param name="paths">The paths that a client asks for, one after another, of the images with these numbers.</param>
internal sealed class RepeatedRead(
    string name,
    string summary,
    Material material,
    string method,
    Func<RegistryClient, int, IEnumerable<string>> paths,
    IReadOnlyList<Role> roles,
    bool byBytes = false) : Workload(name, summary, roles)
{
    private const long MostOperations = 5_000_000;

    public override bool ByBytes => byBytes;

    public override void Prepare(Target target) => material.PutImages(target);

    public override Sample Run(Target target, int round)
    {
        var load = new Load(material.Scale.Workers, material.Scale.Seconds, material.Scale.Warmup, MostOperations);
        return load.Run(Name, ByBytes, target, round, number =>
        {
            int repository = number % Material.Repositories;
            var client = new RegistryClient(target, Material.RepositoryOf(repository));
            byte[][] requests = [.. material.ImagesIn(repository).SelectMany(image => paths(client, image)).Select(path => client.Prepare(method, path))];
            int next = 0;
            return new Worker(_ => client.Ask(requests[next++ % requests.Length]), client.Connection.Close, client.Dispose);
        });
    }
}
