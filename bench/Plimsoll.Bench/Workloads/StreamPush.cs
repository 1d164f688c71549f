using System.Diagnostics;
using Plimsoll.Bench.Measuring;
using Plimsoll.Bench.Registry;
using Plimsoll.Bench.Servers;

namespace Plimsoll.Bench.Workloads;

/// <summary>Pushes one large blob over one connection; beside it, openssl hashes and the disk keeps the same bytes, which are the two limits of a push.</summary>
internal sealed class StreamPush(string name, string summary, Material material, Workspace workspace)
    : Workload(name, summary, [.. Registries, Role.Hash, Role.Disk])
{
    private const double LongestRun = 120;

    public override int RoundsOf(Scale scale) => scale.HeavyRounds;

    public override long WrittenBytes => material.Scale.LargeBytes * 3 / 2;

    public override void Prepare(Target target)
    {
        if (target.Role == Role.Hash) material.WriteLargeFile();
        Settle.Disk();
    }

    public override Sample Run(Target target, int round) =>
        new Load(1, LongestRun, Warmup: 0, Count: 1).Run(Name, ByBytes, target, round, _ => target.Role switch
        {
            Role.Hash => Local(Hash),
            Role.Disk => Local(Write),
            _ => Push(target),
        });

    private static Worker Local(Func<long, long> operation) => new(operation, () => { }, () => { });

    private Worker Push(Target target)
    {
        var blob = material.Blobs.Make(material.Scale.LargeBytes);
        var client = new RegistryClient(target, "bench/" + Name);
        return new Worker(Operation, client.Connection.Close, client.Dispose);

        long Operation(long serial)
        {
            client.PushMonolithic(blob);
            return blob.Length;
        }
    }

    private long Hash(long serial)
    {
        string file = material.WriteLargeFile();
        using var process = Process.Start(new ProcessStartInfo("openssl", ["dgst", "-sha256", file]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        string printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (!printed.TrimEnd().EndsWith(material.Large.Digest["sha256:".Length..], StringComparison.Ordinal)) throw new BenchException("openssl gives another digest.");
        return material.Large.Length;
    }

    private long Write(long serial)
    {
        string path = Path.Combine(workspace.Root, "durable.bin");
        using (var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0, PreallocationSize = material.Large.Length }))
        {
            material.Large.CopyTo(file);
            file.Flush(flushToDisk: true);
        }

        File.Delete(path);
        return material.Large.Length;
    }
}
