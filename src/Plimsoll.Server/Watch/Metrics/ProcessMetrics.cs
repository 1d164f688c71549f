using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Plimsoll.Server.Watch.Metrics;

/// <summary>The process as the operating system sees it, by the names that every exporter uses; and which build it is. Garbage collection and threads come from the runtime's own meter.</summary>
internal sealed class ProcessMetrics
{
    public ProcessMetrics(Meter meter)
    {
        meter.CreateObservableCounter("process.cpu", () => Environment.CpuUsage.TotalTime.TotalSeconds, "s", "Processor time, of user and system together.");
        meter.CreateObservableGauge("process.resident_memory", () => Environment.WorkingSet, "By", "Memory that is in RAM.");
        meter.CreateObservableGauge("process.open_fds", CountFiles, "{file}", "Open file descriptors.");
        meter.CreateObservableGauge("process.threads", CountThreads, "{thread}", "Threads of the operating system.");
        meter.CreateObservableGauge("process.start_time", StartTime, "s", "When the process began, in seconds since 1970.");
        meter.CreateObservableGauge("plimsoll.build_info", Build, "{build}", "Always 1; the labels say which build this is.");
    }

    /// <summary>The version of the program.</summary>
    public static string Version => typeof(ProcessMetrics).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static Measurement<long> Build() => new(1, new("version", Version), new("runtime", RuntimeInformation.FrameworkDescription));

    private static long CountFiles() => Count("/proc/self/fd");

    private static long CountThreads() => Count("/proc/self/task");

    private static long Count(string folder) => Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder).LongCount() : 0;

    private static double StartTime()
    {
        using var process = Process.GetCurrentProcess();
        return (process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds;
    }
}
