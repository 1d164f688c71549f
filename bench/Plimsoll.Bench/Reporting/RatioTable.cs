using System.Globalization;
using Plimsoll.Bench.Measuring;
using Plimsoll.Bench.Servers;

namespace Plimsoll.Bench.Reporting;

/// <summary>The measured program against each other server, pair by pair; the pair with its own copy is the noise.</summary>
internal static class RatioTable
{
    public static Table Of(Run run, Figures figures)
    {
        var table = new Table("Ratios: median [each pair]; rates above 1 and times below 1 are better", "workload", "pair", "rate", "p99", "server CPU/op");
        foreach (var workload in run.Workloads)
        {
            var first = workload.Roles[0];
            foreach (var other in workload.Roles.Skip(1))
            {
                double[] rates = figures.Pairs(workload.Name, first, other, sample => sample.Rate);
                if (rates.Length == 0) continue;
                double[] p99 = figures.Pairs(workload.Name, first, other, sample => sample.P99Milliseconds);
                double[] cpu = figures.Pairs(workload.Name, first, other, sample => sample.CpuPerOperation);
                string pair = $"{run.Targets[first].Label} / {run.Targets[other].Label}" + (other == Role.Twin ? " (noise)" : "");
                table.Add(workload.Name, pair, All(rates), Table.Number(Sample.Median(p99)), cpu.Length == 0 ? "–" : Table.Number(Sample.Median(cpu)));
            }
        }

        return table;
    }

    private static string All(double[] pairs) =>
        $"{Table.Number(Sample.Median(pairs))} [{string.Join(' ', pairs.Select(pair => pair.ToString("0.00", CultureInfo.InvariantCulture)))}]";
}
