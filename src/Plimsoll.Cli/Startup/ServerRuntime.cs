using System.Collections;
using System.Runtime.InteropServices;

namespace Plimsoll.Cli.Startup;

/// <summary>
/// A verb that runs for a second must not spend a quarter of it on profiling its own code, nor start a thread that collects beside it, so the program is configured without
/// both. A server that runs for months gains from them: without the second the runtime also lets garbage grow to 200 MB before it looks at it. The runtime takes the
/// choice only at its start (and libc, which gives every thread an arena of its own that is never given back, likewise), so the server begins once more, in the same process, with the other one.
/// </summary>
internal static partial class ServerRuntime
{
    private const string Profiled = "DOTNET_TieredPGO";

    /// <summary>Begins again as a server. Does nothing where that was done before, where somebody chose by himself, or where the system does not allow it.</summary>
    public static void Adopt()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(Profiled) is not null) return;
        try
        {
            var arguments = File.ReadAllText("/proc/self/cmdline").Split('\0', StringSplitOptions.None)[..^1];
            var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(v => $"{v.Key}={v.Value}").Append(Profiled + "=1").Append("DOTNET_gcConcurrent=1").Append("MALLOC_ARENA_MAX=2");
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
