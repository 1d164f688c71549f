using System.Diagnostics;
using System.Runtime.InteropServices;
using Plimsoll.Bench.Measuring;

namespace Plimsoll.Bench.Opening;

/// <summary>A program that ran to its end: what it cost and what it said. One runs at a time, so that all CPU of ended children is its own.</summary>
internal sealed unsafe partial record ProgramRun(double CpuSeconds, double PeakMegabytes, int Status, byte[] Output)
{
    private const int Children = -1;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(3);

    public static ProgramRun Of(string program, params IReadOnlyList<string> arguments)
    {
        double before = ChildSeconds();
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        using var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        double peak = 0;
        for (long started = Stopwatch.GetTimestamp(); !process.WaitForExit(Look);)
        {
            peak = Math.Max(peak, ProcessUsage.PeakOf(process.Id));
            if (Stopwatch.GetElapsedTime(started) < Limit) continue;
            process.Kill(entireProcessTree: true);
            throw new BenchException($"{program} {string.Join(' ', arguments)} did not come to an end.");
        }

        process.WaitForExit();
        reading.Wait();
        return new ProgramRun(ChildSeconds() - before, peak, process.ExitCode, output.ToArray());
    }

    /// <summary>CPU seconds of all children that have ended (getrusage(2)).</summary>
    private static double ChildSeconds()
    {
        long* usage = stackalloc long[18];
        _ = GetUsage(Children, usage);
        return usage[0] + usage[2] + ((usage[1] + usage[3]) / 1e6);
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetUsage(int who, long* usage);
}
