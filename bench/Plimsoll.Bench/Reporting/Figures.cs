using Plimsoll.Bench.Measuring;
using Plimsoll.Bench.Servers;

namespace Plimsoll.Bench.Reporting;

/// <summary>Medians and ratios over the runs. A ratio is taken within each round and only then its median, so that slow phases of the machine fall out.</summary>
internal sealed class Figures(Run run)
{
    public IEnumerable<Sample> Of(string workload, Role role) =>
        run.Targets.TryGetValue(role, out var target) ? run.Samples.Where(sample => sample.Workload == workload && sample.Server == target.Label) : [];

    public double Median(string workload, Role role, Func<Sample, double> figure) => Sample.Median(Of(workload, role).Select(figure));

    /// <summary>The ratio of <paramref name="figure"/> in each round in which both took part without an error.</summary>
    public double[] Pairs(string workload, Role above, Role below, Func<Sample, double> figure) =>
    [
        .. from a in Of(workload, above)
           join b in Of(workload, below) on a.Round equals b.Round
           where a.Errors == 0 && b.Errors == 0 && figure(b) > 0
           select figure(a) / figure(b),
    ];

    /// <summary>The largest memory that the measured program had in any run, in megabytes (2^20); NaN when it did not run.</summary>
    public double PeakMegabytes =>
        run.Samples.Where(sample => sample.Server == Label(Role.Subject) || sample.Server == Label(Role.Twin)).Select(sample => sample.PeakMegabytes).DefaultIfEmpty(double.NaN).Max();

    private string? Label(Role role) => run.Targets.TryGetValue(role, out var target) ? target.Label : null;
}
