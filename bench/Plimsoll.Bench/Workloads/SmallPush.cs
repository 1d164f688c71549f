using Plimsoll.Bench.Content;
using Plimsoll.Bench.Measuring;
using Plimsoll.Bench.Registry;
using Plimsoll.Bench.Servers;

namespace Plimsoll.Bench.Workloads;

/// <summary>Pushes small fresh things for a number of seconds: blobs or whole images.</summary>
/// <param name="first">Seconds of the same before the first run of a server.</param>
/// <param name="push">Pushes one thing and gives its bytes.</param>
internal sealed class SmallPush(string name, string summary, Material material, int workers, double first, Func<RegistryClient, long> push) : Workload(name, summary, Registries)
{
    private const long MostOperations = 200_000;

    private readonly HashSet<Target> _warm = [];

    public override bool ByBytes => false;

    public override void Prepare(Target target) => Settle.Disk();

    public override Sample Run(Target target, int round) =>
        new Load(workers, material.Scale.Seconds, _warm.Add(target) ? first : material.Scale.Warmup, MostOperations).Run(Name, ByBytes, target, round, _ =>
        {
            var client = new RegistryClient(target, "bench/" + Name);
            return new Worker(_ => push(client), client.Connection.Close, client.Dispose);
        });

    /// <summary>Pushes an image of a few small layers under a tag of its own.</summary>
    public static long PushImage(RegistryClient client, BlobFactory blobs, int layers, long size)
    {
        var image = Image.Make(blobs, layers, size);
        client.PushImage(image.Digest[^12..], image);
        return image.Layers.Sum(layer => layer.Length) + image.Config.Length + image.Manifest.Length;
    }
}
