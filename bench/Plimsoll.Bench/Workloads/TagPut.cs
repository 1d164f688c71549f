using Plimsoll.Bench.Measuring;
using Plimsoll.Bench.Registry;
using Plimsoll.Bench.Servers;

namespace Plimsoll.Bench.Workloads;

/// <summary>Puts the same manifest under new tags until there are as many as the lists need, which is done once.</summary>
internal sealed class TagPut(string name, string summary, Material material) : Workload(name, summary, Registries)
{
    public const string Repository = "bench/tags";
    private const int Workers = 8;
    private const double LongestRun = 60;
    private readonly Dictionary<Target, int> _there = [];

    public override bool ByBytes => false;

    public override int RoundsOf(Scale scale) => 1;

    public override void Prepare(Target target)
    {
        if (_there.TryAdd(target, 1))
        {
            using var client = new RegistryClient(target, Repository);
            client.PushImage(TagName(0), material.Images[0]);
        }

        Settle.Disk();
    }

    public override Sample Run(Target target, int round) => Put(target, round, material.Scale.Tags - _there[target]);

    /// <summary>Puts what is missing, unmeasured.</summary>
    public void Complete(Target target)
    {
        Prepare(target);
        while (_there[target] < material.Scale.Tags)
        {
            var sample = Put(target, 0, material.Scale.Tags - _there[target]);
            if (sample.Errors > 0) throw new BenchException("Tags could not be put: " + sample.FirstError);
        }
    }

    public static string TagName(long number) => $"t{number:00000}";

    private Sample Put(Target target, int round, int count)
    {
        int first = _there[target];
        var sample = new Load(Workers, LongestRun, Warmup: 0, count).Run(Name, ByBytes, target, round, _ =>
        {
            var client = new RegistryClient(target, Repository);
            return new Worker(Operation, client.Connection.Close, client.Dispose);

            long Operation(long serial)
            {
                client.PutManifest(TagName(first + serial), material.Images[0].Manifest);
                return 0;
            }
        });
        _there[target] += (int)sample.Operations;
        return sample;
    }
}
