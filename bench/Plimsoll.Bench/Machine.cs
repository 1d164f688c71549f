using System.Runtime.InteropServices;

namespace Plimsoll.Bench;

/// <summary>What the figures were taken on.</summary>
internal static class Machine
{
    public static string Describe()
    {
        string[] cpu = File.ReadAllLines("/proc/cpuinfo");
        string Field(string name) => cpu.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "?";
        bool sha = Field("flags").Split(' ').Contains("sha_ni") || Field("Features").Split(' ').Contains("sha2");
        string memory = File.ReadLines("/proc/meminfo").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        string load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
        return $"{Environment.ProcessorCount} CPUs ({Field("model name")}, {(sha ? "with" : "without")} SHA extension), {long.Parse(memory) / 1024 / 1024} GB, "
            + $"Linux {Environment.OSVersion.Version}, {RuntimeInformation.FrameworkDescription}, load {load} at the start";
    }
}
