using Plimsoll.Bench.Measuring;
using Plimsoll.Bench.Servers;

namespace Plimsoll.Bench.Reporting;

/// <summary>A promise about a workload, what was measured, and whether it holds; null when it was not measured.</summary>
internal sealed record Bar(string Workload, string Promise, double Measured, string Bound, bool? Passes, string Note)
{
    public const string RouteNote = "docker-registry 2.8 compiles its URL routes anew in every request, which is most of its cost on small requests: a large factor here is no merit of ours";

    /// <summary>Stands for a workload in a bar over all of them.</summary>
    public const string AllWorkloads = "all";

    private const string HashNote = "the disk line of push-512m is what writing and fsync alone give here";
    private const string PageNote = "docker-registry 2.8 ignores n and answers with all tags";
    private const double MostMegabytes = 256;

    public static IReadOnlyList<Bar> All(Figures figures)
    {
        List<Bar> bars = [];
        foreach (string read in (string[])["manifest-get-tag", "manifest-get-digest", "manifest-head-tag", "manifest-head-digest"])
        {
            bars.Add(AtMost(read, "server CPU per operation against a bare Kestrel endpoint", figures.Pairs(read, Role.Subject, Role.Floor, CpuOf), 3));
            bars.Add(Rate(figures, read, Role.Peer, 25, RouteNote));
        }

        bars.Add(Rate(figures, "push-4m", Role.Peer, 1.5));
        bars.Add(Rate(figures, "push-chunked", Role.Peer, 1.7));
        bars.Add(Rate(figures, "push-2k", Role.Peer, 5));
        bars.Add(Rate(figures, "push-512m", Role.Hash, 0.75, HashNote));
        bars.Add(Rate(figures, "pull-4m", Role.Peer, 2));
        bars.Add(Rate(figures, "pull-large", Role.Files, 0.45));
        bars.Add(AtLeast("pull-accelerated", "rate against nginx, when the registry hands files over (optional)", figures.Pairs("pull-accelerated", Role.Accelerated, Role.Files, RateOf), 0.9, ""));
        bars.Add(Rate(figures, "tag-page", Role.Peer, 50, PageNote));
        double peak = figures.PeakMegabytes;
        bars.Add(new Bar(AllWorkloads, "peak memory", peak, $"≤ {MostMegabytes:0} MB", double.IsNaN(peak) ? null : peak <= MostMegabytes, ""));
        return bars;
    }

    private static Bar Rate(Figures figures, string workload, Role other, double least, string note = "") =>
        AtLeast(workload, $"rate against {NameOf(other)}", figures.Pairs(workload, Role.Subject, other, RateOf), least, note);

    private static Bar AtLeast(string workload, string promise, double[] pairs, double least, string note) =>
        new(workload, promise, Sample.Median(pairs), $"≥ {least:0.##} ×", pairs.Length == 0 ? null : Sample.Median(pairs) >= least, note);

    private static Bar AtMost(string workload, string promise, double[] pairs, double most) =>
        new(workload, promise, Sample.Median(pairs), $"≤ {most:0.##} ×", pairs.Length == 0 ? null : Sample.Median(pairs) <= most, "");

    private static string NameOf(Role role) => role switch { Role.Peer => "docker-registry", Role.Files => "nginx", Role.Hash => "openssl's SHA-256", _ => "Kestrel" };

    private static double RateOf(Sample sample) => sample.Rate;

    private static double CpuOf(Sample sample) => sample.CpuPerOperation;
}
