using Plimsoll.Bench.Content;
using Plimsoll.Bench.Measuring;
using Plimsoll.Bench.Registry;
using Plimsoll.Bench.Servers;

namespace Plimsoll.Bench.Workloads;

/// <summary>Three pulls to one push of images with one layer of 64 KiB, in a fixed scattered order, so that every server gets the same mix.</summary>
internal sealed class Mixed(string name, string summary, Material material) : Workload(name, summary, Registries)
{
    private const string Repository = "bench/mixed";
    private const long LayerBytes = 64 << 10;
    private const int Ready = 32;
    private const int PullPercent = 75;
    private const long MostOperations = 200_000;
    private readonly Image[] _images = [.. Enumerable.Range(0, Ready).Select(_ => Image.Make(material.Blobs, 1, LayerBytes))];
    private readonly HashSet<Target> _done = [];

    public override bool ByBytes => false;

    public override void Prepare(Target target)
    {
        Settle.Disk();
        if (!_done.Add(target)) return;
        using var client = new RegistryClient(target, Repository);
        for (int i = 0; i < Ready; i++) client.PushImage($"r{i}", _images[i]);
    }

    public override Sample Run(Target target, int round)
    {
        var load = new Load(material.Scale.Workers, material.Scale.Seconds, material.Scale.Warmup, MostOperations);
        return load.Run(Name, ByBytes, target, round, _ =>
        {
            var client = new RegistryClient(target, Repository);
            byte[][] manifests = [.. Enumerable.Range(0, Ready).Select(i => client.Prepare("GET", client.ManifestPath($"r{i}")))];
            byte[][] layers = [.. _images.Select(image => client.Prepare("GET", client.BlobPath(image.Layers[0].Digest)))];
            return new Worker(Operation, client.Connection.Close, client.Dispose);

            long Operation(long serial) => (uint)serial * 2654435761u % 100 < PullPercent
                ? client.Ask(manifests[serial % Ready]) + client.Ask(layers[serial % Ready])
                : SmallPush.PushImage(client, material.Blobs, 1, LayerBytes);
        });
    }
}
