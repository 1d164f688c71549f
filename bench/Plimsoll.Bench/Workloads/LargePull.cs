using Plimsoll.Bench.Measuring;
using Plimsoll.Bench.Registry;
using Plimsoll.Bench.Servers;

namespace Plimsoll.Bench.Workloads;

/// <summary>Pulls one large blob over one connection; nginx serves the same bytes as a file.</summary>
internal sealed class LargePull(string name, string summary, Material material, params IReadOnlyList<Role> roles) : Workload(name, summary, roles)
{
    private const double LongestRun = 60;
    private const double WarmupSeconds = 0.05;

    public override int RoundsOf(Scale scale) => scale.HeavyRounds;

    public override void Prepare(Target target)
    {
        material.PutLarge(target);
        if (target.Role == Role.Accelerated) WantAcceleration(target);
    }

    public override Sample Run(Target target, int round) =>
        new Load(1, LongestRun, WarmupSeconds, material.Scale.LargePulls).Run(Name, ByBytes, target, round, _ =>
        {
            var client = new RegistryClient(target, Material.LargeRepository);
            byte[] request = Request(client, target);
            return new Worker(Operation, client.Connection.Close, client.Dispose);

            long Operation(long serial)
            {
                long length = client.Ask(request);
                return length == material.Large.Length ? length : throw new BenchException($"{length} bytes came.");
            }
        });

    private byte[] Request(RegistryClient client, Target target) =>
        client.Prepare("GET", target.Role == Role.Files ? "/" + Material.LargeFile : client.BlobPath(material.Large.Digest));

    /// <summary>The front marks what it sends itself; without the mark the registry sent the bytes and the figure would mean nothing.</summary>
    private void WantAcceleration(Target target)
    {
        using var client = new RegistryClient(target, Material.LargeRepository);
        client.Connection.Send(Request(client, target));
        var head = client.Connection.ReadHead();
        if (head.Accelerated is null) throw new BenchException($"the registry did not hand the file to nginx (status {head.Status})");
    }
}
