using System.Globalization;

namespace Plimsoll.Bench.Measuring;

/// <summary>CPU seconds and memory of processes and their children, from /proc (proc_pid_stat(5), proc_pid_status(5)).</summary>
internal sealed record ProcessUsage(double CpuSeconds, double PeakMegabytes)
{
    /// <summary>Clock ticks per second that the kernel reports CPU time in; 100 on every Linux of today.</summary>
    private const double Tick = 100;

    public static ProcessUsage Of(IReadOnlyList<int> roots)
    {
        double cpu = 0, peak = 0;
        foreach (int pid in Tree(roots))
        {
            if (Stat(pid) is not { } fields) continue;
            cpu += (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / Tick;
            peak += PeakOf(pid);
        }

        return new ProcessUsage(cpu, peak);
    }

    /// <summary>Forgets the peak of memory, so that each run reports its own.</summary>
    public static void ResetPeak(IReadOnlyList<int> roots)
    {
        foreach (int pid in Tree(roots)) Read($"/proc/{pid}/clear_refs", path => { File.WriteAllText(path, "5"); return ""; });
    }

    /// <summary>CPU seconds that the whole machine has been busy, waiting for disks not counted.</summary>
    public static double MachineSeconds()
    {
        string[] fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        double busy = 0;
        for (int i = 1; i <= 8; i++)
        {
            if (i is not (4 or 5)) busy += double.Parse(fields[i], CultureInfo.InvariantCulture);
        }

        return busy / Tick;
    }

    private static HashSet<int> Tree(IReadOnlyList<int> roots)
    {
        HashSet<int> tree = [.. roots];
        if (tree.Count == 0) return tree;
        var parents = new Dictionary<int, int>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out int pid) && Stat(pid) is { } fields) parents[pid] = int.Parse(fields[1], CultureInfo.InvariantCulture);
        }

        for (bool grown = true; grown;)
        {
            grown = false;
            foreach (var (child, parent) in parents) grown |= tree.Contains(parent) && tree.Add(child);
        }

        return tree;
    }

    /// <summary>The fields after the name, which may itself hold spaces and brackets; null for a process that has ended.</summary>
    private static string[]? Stat(int pid) => Read($"/proc/{pid}/stat", File.ReadAllText) is { } text ? text[(text.LastIndexOf(')') + 2)..].Split(' ') : null;

    /// <summary>The largest resident memory of one process so far, in megabytes (2^20); 0 when it has ended.</summary>
    public static double PeakOf(int pid)
    {
        string? status = Read($"/proc/{pid}/status", File.ReadAllText);
        string? line = status?.Split('\n').FirstOrDefault(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    private static string? Read(string path, Func<string, string> use)
    {
        try
        {
            return use(path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
