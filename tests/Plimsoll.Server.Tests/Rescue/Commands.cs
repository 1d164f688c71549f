using System.Diagnostics;
using Plimsoll.Server.Tests.Clients;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Rescue;

/// <summary>Runs the program's own commands as processes, also to kill them in the middle.</summary>
internal static class Commands
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static string Executable => Path.Combine(AppContext.BaseDirectory, "plimsoll");

    public static Task<Output> RunAsync(string folder, Uri? server, params string[] arguments) => Tool.RunAsync(Executable, arguments, Environment(server), folder);

    /// <summary>SIGKILL as soon as the condition holds; it must come true before the command ends by itself.</summary>
    public static async Task KillWhenAsync(string folder, Uri? server, Func<string, bool> condition, params string[] arguments)
    {
        var start = new ProcessStartInfo(Executable, arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = folder };
        foreach (var (key, value) in Environment(server)) start.Environment[key] = value;
        using var process = Process.Start(start)!;
        var error = "";
        process.ErrorDataReceived += (_, line) => error += line.Data + "\n";
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEndAsync();
        var watch = Stopwatch.StartNew();
        while (!condition(error))
        {
            process.HasExited.ShouldBeFalse($"it ended before it could be killed: {error}{(process.HasExited ? await output : "")}");
            watch.Elapsed.ShouldBeLessThan(Patience);
            await Task.Delay(2);
        }
        process.Kill();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(137);
    }

    private static Dictionary<string, string> Environment(Uri? server) =>
        server is null ? [] : new() { ["PLIMSOLL_URL"] = server.ToString(), ["PLIMSOLL_USER"] = "admin", ["PLIMSOLL_PASSWORD"] = ServerProcess.Password };
}
