using Plimsoll.Bench.Million;
using Plimsoll.Bench.Reporting;
using Plimsoll.Bench.Servers;

namespace Plimsoll.Bench.Opening;

/// <summary>The measured program and the peer, each started anew for each image with nothing kept from before: what they find, CPU and memory.</summary>
internal sealed class ProgramMeasures(OpeningOptions options, Workspace workspace, IReadOnlyList<LayoutImage> images)
{
    private const double MostCpu = 0.4;
    private const double MostMemory = 0.5;
    private int _caches;

    /// <summary>Least CPU seconds of the measured program for each image.</summary>
    public IReadOnlyDictionary<string, double> CpuSeconds => _cpu;

    private readonly Dictionary<string, double> _cpu = [];

    public (Table Table, IReadOnlyList<Figure> Bars) Run()
    {
        var table = new Table("Programs, from start to end", "image", "", "layers MB", "CPU s", "peer CPU s", "ratio", "peak MB", "peer peak MB", "found", "peer found", "missed of the peer's");
        double ours = 0, theirs = 0, memory = 0;
        int behind = 0;
        foreach (var image in images)
        {
            var (own, peer) = (Best(() => Inspect(image)), Best(() => Ask(image)));
            _cpu[image.Name] = own.CpuSeconds;
            (ours, theirs, memory) = (ours + own.CpuSeconds, theirs + peer.CpuSeconds, Math.Max(memory, own.PeakMegabytes / peer.PeakMegabytes));
            var (found, peerFound) = (PackageNames.OfInspection(own.Output), PackageNames.OfCycloneDx(peer.Status == 0 ? peer.Output : []));
            if (image.Truth is { } file)
            {
                var there = PackageNames.OfTruth(file);
                found.IntersectWith(there);
                peerFound.IntersectWith(there);
            }

            int missed = peerFound.Except(found).Count();
            if (missed > 0) behind++;
            table.Add(
                image.Name, peer.Status == 0 ? "" : "peer failed", Table.Number(image.LayerBytes / 1e6), Table.Number(own.CpuSeconds), Table.Number(peer.CpuSeconds), Table.Number(own.CpuSeconds / peer.CpuSeconds),
                Table.Number(own.PeakMegabytes), Table.Number(peer.PeakMegabytes), $"{found.Count}", $"{peerFound.Count}", $"{missed}");
        }

        return (table,
        [
            new Figure("packages that the peer found and we did not", "0 images", $"{behind} images", "where the truth is known, only true packages count", behind == 0),
            new Figure("CPU against the peer, all images", $"≤ {MostCpu} ×", $"{Table.Number(ours / theirs)} ×", $"{ours:0.00} s against {theirs:0.00} s", ours / theirs <= MostCpu),
            new Figure("peak memory against the peer, worst image", $"≤ {MostMemory} ×", $"{Table.Number(memory)} ×", "", memory <= MostMemory),
        ]);
    }

    public ProgramRun Inspect(LayoutImage image) => Whole(ProgramRun.Of(options.Server, "inspect", "oci:" + image.Folder, "--format", "json"), image);

    /// <summary>The run with the least CPU: whatever else the machine does only adds.</summary>
    private ProgramRun Best(Func<ProgramRun> run) => Enumerable.Range(0, options.Rounds).Select(_ => run()).MinBy(one => one.CpuSeconds)!;

    /// <summary>The way in which cdxgen calls it. Each run has a cache of its own, because one that knows a layer does not open it.</summary>
    private ProgramRun Ask(LayoutImage image) => ProgramRun.Of(
        options.Peer!, "image", "--input", image.Folder, "--format", "cyclonedx", "--skip-db-update", "--skip-java-db-update", "--offline-scan", "--quiet", "--cache-dir", workspace.Folder($"peer-{_caches++}"));

    private static ProgramRun Whole(ProgramRun run, LayoutImage image) => run.Status == 0 ? run : throw new BenchException($"{image.Name} could not be inspected.");
}
