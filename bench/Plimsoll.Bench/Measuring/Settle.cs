using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Plimsoll.Bench.Measuring;

/// <summary>Brings servers, disk and memory to rest before a run, so that it does not pay for the one before it.</summary>
internal static unsafe partial class Settle
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(60);

    /// <summary>CPU seconds between two looks below which a server is at rest: one tick of the kernel's clock may fall anywhere.</summary>
    private const double LeastCpu = 0.015;

    private const int PageBytes = 4096;

    /// <summary>Waits until these processes use no CPU, at most ten seconds.</summary>
    public static void Processes(IReadOnlyList<int> pids)
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
    public static partial void Disk();

    /// <summary>
    /// Touches and frees memory, so that the page cache of the run grows into pages that exist. On a virtual machine the first touch of a page costs
    /// several times what writing it does, and which server pays it would be chance.
    /// </summary>
    public static void Memory(long bytes)
    {
        byte* memory = (byte*)NativeMemory.Alloc((nuint)bytes);
        for (long page = 0; page < bytes; page += PageBytes) memory[page] = 1;
        NativeMemory.Free(memory);
    }
}
