using System.Collections;
using System.Runtime.InteropServices;

namespace Plimsoll.Cli.Startup;

/// <summary>
/// A verb that runs for a second must not spend a quarter of it on profiling and compiling its own code again, so the program is configured without the one and late with the
/// other. A server that runs for months gains from both; the runtime takes the choice only at its start, so the server begins once more, in the same process, with the other one.
/// </summary>
internal static partial class ServerRuntime
{
    private const string Profiled = "DOTNET_TieredPGO";

    /// <summary>What the runtime does by itself: 100 ms (in hexadecimal) before it compiles again what runs often, and as much garbage as it likes.</summary>
    private static readonly string[] Usual = ["DOTNET_TC_CallCountingDelayMs=64", "DOTNET_GCGen0MaxBudget=0"];

    /// <summary>Begins again as a server. Does nothing where that was done before, where somebody chose by himself, or where the system does not allow it.</summary>
    public static void Adopt()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(Profiled) is not null) return;
        try
        {
            var arguments = File.ReadAllText("/proc/self/cmdline").Split('\0', StringSplitOptions.None)[..^1];
            var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(v => $"{v.Key}={v.Value}").Append(Profiled + "=1").Concat(Usual);
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
