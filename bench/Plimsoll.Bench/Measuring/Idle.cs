using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Plimsoll.Bench.Measuring;

/// <summary>Lets servers finish what they put off, so that one run does not pay for the one before it.</summary>
internal static partial class Idle
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(60);
    private const double LeastCpu = 0.015;

    /// <summary>Waits until these processes use no CPU, at most ten seconds.</summary>
    public static void Wait(IReadOnlyList<int> pids)
    {
        if (pids.Count == 0) return;
        double last = ProcessUsage.Of(pids).CpuSeconds;
        for (long started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < Limit;)
        {
            Thread.Sleep(Look);
            double now = ProcessUsage.Of(pids).CpuSeconds;
            if (now - last < LeastCpu) return;
            last = now;
        }
    }

    /// <summary>Writes out what a server that does not wait for the disk has left to the kernel.</summary>
    [LibraryImport("libc", EntryPoint = "sync")]
    public static partial void Flush();
}
