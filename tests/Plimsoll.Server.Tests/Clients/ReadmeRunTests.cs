using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace Plimsoll.Server.Tests.Clients;

/// <summary>The run in the README, from advisories to evidence, word by word: only the address and the password are those of this server.</summary>
public sealed partial class ReadmeRunTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Heading = "### What is known against an image";

    [Fact]
    public async Task Leads_from_advisories_over_images_to_the_evidence()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Tool.Root, "README.md"), TestContext.Current.CancellationToken);
        var blocks = Block().Matches(readme[readme.IndexOf(Heading, StringComparison.Ordinal)..]).Select(block => block.Groups[1].Value).Take(2).ToList();
        var place = Directory.CreateTempSubdirectory("plimsoll-readme-").FullName;
        Directory.CreateSymbolicLink(Path.Combine(place, "docs"), Path.Combine(Tool.Root, "docs"));
        Directory.CreateSymbolicLink(Path.Combine(place, "out"), AppContext.BaseDirectory);
        await RunAsync(place, $"skopeo login --tls-verify=false -u admin -p {RunningServer.Password} {server.Host}");

        await RunAsync(place, blocks[0]);
        foreach (var name in new[] { "debian", "npm" }) await OpenedAsync(name);
        await ComparedAsync();
        var output = await RunAsync(place, blocks[0].Split('\n')[0] + "\n" + blocks[1]);

        Evidence(output, "CVE-2024-6119").ShouldBe("3.0.11-1~deb12u2 is in >= 0, < 3.0.14-1~deb12u2 by the order of dpkg");
        Evidence(output, "CVE-2021-23337").ShouldBe("4.17.15 is in >= 0, < 4.17.21 by the order of npm");
        output.ShouldContain("CVE-2021-23337: 1 image is reached");
        output.ShouldContain("GHSA-35jh-r3h4-6jhm");
        output.ShouldNotContain("CVE-2023-38545\"");
        Regex.Count(output, "\"notEvaluated\":\\[\\]").ShouldBe(2, output);
        Directory.Delete(place, recursive: true);
    }

    /// <summary>The comparison of a finding in what was printed.</summary>
    private static string Evidence(string output, string id)
    {
        var at = output.IndexOf($"\"id\":\"{id}\"", StringComparison.Ordinal);
        at.ShouldBeGreaterThan(0, output);
        return Regex.Unescape(Comparison().Match(output, at).Groups[1].Value);
    }

    private async Task OpenedAsync(string name)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while ((await server.Http.GetAsync($"/api/v1/findings?image=shop/{name}:1", patience.Token)).StatusCode != HttpStatusCode.OK) await Task.Delay(100, patience.Token);
    }

    /// <summary>Exposure says what waits, and ends with another code until nothing does.</summary>
    private async Task ComparedAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while ((await server.Http.GetStringAsync("/api/v1/exposure/CVE-2021-23337", patience.Token)).Contains("\"waiting\"", StringComparison.Ordinal)) await Task.Delay(100, patience.Token);
    }

    private async Task<string> RunAsync(string place, string script)
    {
        var text = script.Replace("127.0.0.1:5000", server.Host, StringComparison.Ordinal).Replace("PLIMSOLL_PASSWORD=…", "PLIMSOLL_PASSWORD=" + RunningServer.Password, StringComparison.Ordinal);
        var start = new ProcessStartInfo("/bin/bash", ["-euo", "pipefail", "-c", text]) { WorkingDirectory = place, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["REGISTRY_AUTH_FILE"] = Path.Combine(place, "auth.json");
        using var shell = Process.Start(start)!;
        var error = shell.StandardError.ReadToEndAsync();
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        shell.ExitCode.ShouldBe(0, output + await error);
        return output;
    }

    [GeneratedRegex("^```sh\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("\"comparison\":\"([^\"]*)\"")]
    private static partial Regex Comparison();
}
