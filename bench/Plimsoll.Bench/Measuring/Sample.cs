using System.Diagnostics;

namespace Plimsoll.Bench.Measuring;

/// <summary>One run of one workload against one server. Times are in seconds where the name does not say otherwise.</summary>
/// <param name="ServerCpu">CPU that the server used for the run, with what it put off until after it.</param>
/// <param name="OtherCpu">CPU that neither the server nor this client used while the clock ran.</param>
internal sealed record Sample(
    string Workload,
    string Server,
    int Round,
    bool ByBytes,
    long Operations,
    long Bytes,
    double Seconds,
    double P50Milliseconds,
    double P99Milliseconds,
    double ServerCpu,
    double ClientCpu,
    double OtherCpu,
    double PeakMegabytes,
    int Errors,
    string? FirstError)
{
    /// <summary>Megabytes (10^6) or operations per second, as the workload counts.</summary>
    public double Rate => ByBytes ? Bytes / 1e6 / Seconds : Operations / Seconds;

    /// <summary>Server CPU per operation in milliseconds.</summary>
    public double CpuPerOperation => ServerCpu * 1e3 / Math.Max(1, Operations);

    public static double Percentile(List<long> sorted, double part) =>
        sorted.Count == 0 ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(part * sorted.Count) - 1, 0, sorted.Count - 1)] * 1e3 / Stopwatch.Frequency;

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        if (sorted.Length == 0) return double.NaN;
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
