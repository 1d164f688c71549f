using System.Diagnostics;
using Plimsoll.Cli;

namespace Plimsoll.Tests.Cli;

/// <summary><c>plimsoll versions</c>: pairs on the command line, lines on standard input, and what cannot be read.</summary>
public sealed class VersionsCommandTests
{
    [Theory]
    [InlineData("deb", "1.0~rc1", "1.0", "<")]
    [InlineData("rpm", "1:1.0-1.el9", "2.0-1.el9", ">")]
    [InlineData("apk", "1.2.3_p1-r0", "1.2.3-r9", ">")]
    [InlineData("npm", "1.0.0-rc.1", "1.0.0", "<")]
    [InlineData("pypi", "1.0", "1.0.0", "=")]
    [InlineData("maven", "1.0-ga", "1.0", "=")]
    [InlineData("nuget", "1.0.0-BETA", "1.0.0-beta", "=")]
    [InlineData("gem", "1.0.a", "1.0", "<")]
    [InlineData("golang", "v1.2.3", "1.2.3+incompatible", "=")]
    [InlineData("composer", "1.0.0", "1.0", "=")]
    [InlineData("generic", "1.0.2zd", "1.0.2n", ">")]
    public async Task Compares_a_pair(string type, string left, string right, string sign) => (await RunAsync("compare", type, left, right)).ShouldBe((ExitCode.Ok, sign + "\n"));

    [Fact]
    public async Task Says_what_is_wrong_with_a_pair()
    {
        (await RunAsync("compare", "npm", "one", "1.0.0")).ShouldBe((ExitCode.Operational, "?\n"));
        (await RunAsync("compare", "npm", "1.0.0")).Code.ShouldBe(ExitCode.Usage);
        (await RunAsync("compare", "cobol", "1", "2")).Code.ShouldBe(ExitCode.Usage);
    }

    [Theory]
    [InlineData("compare", "pypi", "1.0,1.0.post1\n\"1.0rc1\",1.0\n\"1.0\",\"1.0\"\n", "<\n<\n=\n", ExitCode.Ok)]
    [InlineData("compare", "deb", "1:1.0,2.0\r\n", ">\n", ExitCode.Ok)]
    [InlineData("compare", "deb", "1.0\n1.0,1.0\n\"1.0,1.0\n", "?\n=\n?\n", ExitCode.Operational)]
    [InlineData("valid", "npm", "1.2.3\n1.2\n", "true\nfalse\n", ExitCode.Ok)]
    [InlineData("satisfies", "npm", "^1.2\t1.9.0\n>=1.0.0\t2.0.0-rc.1\n", "true\nfalse\n", ExitCode.Ok)]
    [InlineData("satisfies", "npm", "no tab\n", "?\n", ExitCode.Operational)]
    [InlineData("satisfies", "gem", "~> 1.2\t1.9\n", "true\n", ExitCode.Ok)]
    [InlineData("compare", "deb", "", "", ExitCode.Ok)]
    public async Task Answers_each_line_of_standard_input_with_a_line(string verb, string type, string input, string output, int code)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "plimsoll"), ["versions", verb, type]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        using var program = Process.Start(start)!;
        await program.StandardInput.WriteAsync(input);
        program.StandardInput.Close();

        (await program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldBe(output);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        program.ExitCode.ShouldBe(code);
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        return (await CommandLine.RunAsync(["versions", .. arguments], output, TextWriter.Null), output.ToString());
    }
}
