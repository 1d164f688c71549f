using System.Diagnostics;
using System.Text;

namespace Plimsoll.Tests.Inspection.Fixtures;

/// <summary>Runs a real program, the independent truth that results are compared with.</summary>
internal static class Tool
{
    /// <summary>Runs a program to its end and returns what it printed; fails with its messages when it fails.</summary>
    public static byte[] Run(string program, string[] arguments, byte[]? input = null)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var feed = Task.Run(async () =>
        {
            if (input is not null) await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
        });
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        feed.GetAwaiter().GetResult();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}: {error.Result}");
        return output.ToArray();
    }

    /// <summary>Runs a program and returns its lines.</summary>
    public static string[] Lines(string program, params string[] arguments) =>
        Encoding.UTF8.GetString(Run(program, arguments)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
