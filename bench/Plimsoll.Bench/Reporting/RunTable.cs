using Plimsoll.Bench.Measuring;

namespace Plimsoll.Bench.Reporting;

/// <summary>One line per run, printed while the bench goes on.</summary>
internal static class RunTable
{
    public static readonly string Head =
        $"{"workload",-21} {"server",-16} {"#",2} {"ops",8} {"rate",11} {"",4} {"p50 ms",9} {"p99 ms",9} {"CPU ms/op",10} {"server",7} {"client",7} {"other",6} {"peak MB",8}";

    public static string Row(Sample sample) =>
        $"{sample.Workload,-21} {sample.Server,-16} {sample.Round,2} {sample.Operations,8} {sample.Rate,11:#,0.0} {(sample.ByBytes ? "MB/s" : "/s"),-4} "
        + $"{sample.P50Milliseconds,9:0.000} {sample.P99Milliseconds,9:0.000} {sample.CpuPerOperation,10:0.0000} "
        + $"{sample.ServerCpu / sample.Seconds,7:P0} {sample.ClientCpu / sample.Seconds,7:P0} {sample.OtherCpu / sample.Seconds,6:P0} {sample.PeakMegabytes,8:0}"
        + (sample.Errors > 0 ? $"  {sample.Errors} ERRORS: {sample.FirstError}" : "");
}
