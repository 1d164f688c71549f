using Plimsoll.Bench.Content;
using Plimsoll.Bench.Measuring;
using Plimsoll.Bench.Registry;
using Plimsoll.Bench.Servers;

namespace Plimsoll.Bench.Workloads;

/// <summary>Pushes a number of fresh layers of one size.</summary>
internal sealed class LayerPush(string name, string summary, Material material, long size, Action<RegistryClient, Blob> push) : Workload(name, summary, Registries)
{
    private const double LongestRun = 60;
    private const long HeavySize = 64 << 20;
    private readonly HashSet<Target> _warm = [];

    public override int RoundsOf(Scale scale) => IsHeavy ? scale.HeavyRounds : scale.Rounds;

    public override long WrittenBytes => Count * size * 3 / 2;

    private bool IsHeavy => size >= HeavySize;

    private int Count => (int)Math.Max(2, (material.Scale.PushMegabytes << 20) / size);

    /// <summary>The first pushes of a server compile its code and make its folders; they are not measured.</summary>
    public override void Prepare(Target target)
    {
        if (_warm.Add(target)) Push(target, 0, IsHeavy ? 1 : Math.Max(2, Count / 4));
        Settle.Disk();
    }

    public override Sample Run(Target target, int round) => Push(target, round, Count);

    private Sample Push(Target target, int round, int count)
    {
        Blob[] layers = [.. Enumerable.Range(0, count).Select(_ => material.Blobs.Make(size))];
        var load = new Load(Math.Min(count, material.Scale.Workers), LongestRun, Warmup: 0, count);
        return load.Run(Name, ByBytes, target, round, _ =>
        {
            var client = new RegistryClient(target, "bench/" + Name);
            return new Worker(Operation, client.Connection.Close, client.Dispose);

            long Operation(long serial)
            {
                push(client, layers[serial]);
                return layers[serial].Length;
            }
        });
    }
}
