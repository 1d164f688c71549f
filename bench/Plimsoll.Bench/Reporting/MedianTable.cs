using Plimsoll.Bench.Measuring;

namespace Plimsoll.Bench.Reporting;

/// <summary>What each server did in each workload: medians over the rounds, memory as its peak.</summary>
internal static class MedianTable
{
    public static Table Of(Run run, Figures figures)
    {
        var table = new Table("Medians over the rounds", "workload", "server", "rate", "", "p50 ms", "p99 ms", "server CPU ms/op", "client CPU", "other CPU", "peak MB");
        foreach (var workload in run.Workloads)
        {
            foreach (var role in workload.Roles)
            {
                if (figures.Of(workload.Name, role).Any()) table.Add(Row(workload.Name, workload.ByBytes, run.Targets[role].Label, [.. figures.Of(workload.Name, role)]));
            }
        }

        return table;
    }

    private static string[] Row(string workload, bool byBytes, string server, IReadOnlyList<Sample> samples)
    {
        string Figure(Func<Sample, double> figure) => Table.Number(Sample.Median(samples.Select(figure)));
        string Share(Func<Sample, double> figure) => Sample.Median(samples.Select(sample => figure(sample) / sample.Seconds)).ToString("P0");
        bool serves = samples.Any(sample => sample.PeakMegabytes > 0);
        return
        [
            workload, server, Figure(sample => sample.Rate), byBytes ? "MB/s" : "/s", Figure(sample => sample.P50Milliseconds), Figure(sample => sample.P99Milliseconds),
            serves ? Figure(sample => sample.CpuPerOperation) : "–", Share(sample => sample.ClientCpu), Share(sample => sample.OtherCpu),
            serves ? samples.Max(sample => sample.PeakMegabytes).ToString("0") : "–",
        ];
    }
}
