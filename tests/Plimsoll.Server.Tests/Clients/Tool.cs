using System.Diagnostics;

namespace Plimsoll.Server.Tests.Clients;

/// <summary>What a program printed and how it ended.</summary>
internal sealed record Output(int Code, string Standard, string Error)
{
    /// <summary>Standard output without the line breaks at its ends.</summary>
    public string Text => Standard.Trim();
}

/// <summary>Runs real programs: those of <c>.tools/</c> before those of the system.</summary>
internal static class Tool
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>PATH with the unpacked clients first.</summary>
    public static string SearchPath { get; } = $"{Root}/.tools/usr/bin:{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin";

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="TimeoutException">It did not end; it was killed.</exception>
    public static async Task<Output> RunAsync(string name, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string folder, string? input = null)
    {
        var start = new ProcessStartInfo(Locate(name), arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder,
        };
        foreach (var (key, value) in environment) start.Environment[key] = value;
        using var process = Process.Start(start)!;
        var standard = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (input is not null) await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{name} {string.Join(' ', arguments)} did not end within {Patience}", e);
        }
        return new Output(process.ExitCode, await standard, await error);
    }

    /// <summary>Where a program is. Tests do not skip: what is missing is an error that names the cure.</summary>
    public static string Locate(string name) =>
        name.Contains('/', StringComparison.Ordinal) ? name
        : SearchPath.Split(':').Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException($"{name} is not installed: run scripts/install-test-tools.sh");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Plimsoll.slnx"))) folder = folder.Parent ?? throw new DirectoryNotFoundException("Plimsoll.slnx is in no folder above the tests");
        return folder.FullName;
    }
}
