using System.Collections;
using System.Runtime.InteropServices;

namespace Plimsoll.Cli.Startup;

/// <summary>
/// A verb that runs for a second must not spend a quarter of it on profiling its own code or compiling it again, nor start a thread that collects beside it, so the program is configured without the first, late with the
/// second and without the third. A server that runs for months gains from all of them; without the last, garbage may grow to 200 MB before anybody looks at it. The runtime takes the choice only at its start (as libc takes
/// the number of its arenas, which are never given back), so the server begins once more, in the same process, with the other one.
/// </summary>
internal static partial class ServerRuntime
{
    private const string Profiled = "DOTNET_TieredPGO";

    /// <summary>
    /// Profile what is called often and compile it again, after the runtime's own pause of 100 ms (all numbers are hexadecimal); collect beside the requests, and no later than after 16 MB; few arenas; no thread of the pool
    /// spins while there is nothing to do, which on few processors takes a quarter of the CPU time and stands in the way of those who have something to do.
    /// </summary>
    private static readonly string[] ForYears =
    [
        Profiled + "=1", "DOTNET_TC_CallCountingDelayMs=64", "DOTNET_gcConcurrent=1", "DOTNET_GCGen0MaxBudget=1000000", "DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0", "MALLOC_ARENA_MAX=2",
    ];

    /// <summary>Begins again as a server. Does nothing where that was done before, where somebody chose by himself, or where the system does not allow it.</summary>
    public static void Adopt()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(Profiled) is not null) return;
        try
        {
            var arguments = File.ReadAllText("/proc/self/cmdline").Split('\0', StringSplitOptions.None)[..^1];
            var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(v => $"{v.Key}={v.Value}").Concat(ForYears);
            _ = Execve(Environment.ProcessPath ?? "/proc/self/exe", [.. arguments, null], [.. environment, null]);
        }
        catch (IOException)
        {
            // Without /proc it is a little slower, and that is all.
        }
    }

    [LibraryImport("libc", EntryPoint = "execve", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execve(string path, string?[] arguments, string?[] environment);
}
