using System.Text.Json;
using System.Xml.Linq;
using Plimsoll.Cli;

namespace Plimsoll.Server.Tests.Clients;

/// <summary><c>plimsoll conformance</c> against this server, which must do everything, and against a registry that others wrote, of which is known what it lacks.</summary>
public sealed class ConformanceTests(RunningServer server, PeerRegistry peer) : IClassFixture<RunningServer>, IClassFixture<PeerRegistry>, IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "plimsoll");

    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task This_server_passes_all_checks_and_keeps_nothing_of_them()
    {
        var (code, report) = await RunAsync(server.Address.ToString());

        code.ShouldBe(ExitCode.Ok, report.ToString());
        report.GetProperty("verdict").GetString().ShouldBe("conforms");
        Ids(report, outcome => outcome != "passed").ShouldBeEmpty();
        report.GetProperty("leftBehind").GetInt32().ShouldBe(0);
        report.GetProperty("checks").GetArrayLength().ShouldBeGreaterThan(90);
        (await _bench.RunAsync("curl", "-s", "-u", "admin:" + RunningServer.Password, $"{server.Address}v2/_catalog")).ShouldNotContain("sha256");
    }

    /// <summary>What docker-registry 2.8 is known to lack (the official suite finds the same).</summary>
    [Fact]
    public async Task Another_registry_fails_where_it_does()
    {
        var (code, report) = await RunAsync("http://" + peer.Host);

        code.ShouldBe(ExitCode.VerificationFailed);
        Ids(report, outcome => outcome == "failed").ShouldBe(PeerFailures, ignoreOrder: true);
        foreach (var check in report.GetProperty("checks").EnumerateArray().Where(check => check.GetProperty("outcome").GetString() != "passed"))
        {
            check.GetProperty("explanation").GetString()!.Length.ShouldBeGreaterThan(20, check.ToString());
            check.GetProperty("specification").GetProperty("text").GetString()!.Length.ShouldBeGreaterThan(20);
            check.GetProperty("exchanges").GetArrayLength().ShouldBeGreaterThan(0);
        }
        Ids(report, outcome => outcome == "passed").ShouldContain("sign-bundle");
    }

    [Fact]
    public async Task Writes_a_page_of_its_own_and_a_report_for_build_servers()
    {
        var output = await _bench.TryAsync(Program, "conformance", "http://" + peer.Host, "--username", "admin", "--password", RunningServer.Password, "--report", _bench["report.html"], "--format", "junit");

        var page = await File.ReadAllTextAsync(_bench["report.html"]);
        var suites = XDocument.Parse(output.Standard).Root!;
        ((int)suites.Attribute("failures")!).ShouldBe(PeerFailures.Length);
        suites.Descendants("testcase").Count().ShouldBe((int)suites.Attribute("tests")!);
        page.ShouldContain("id=\"referrers-api\"");
        page.ShouldContain("the registry MUST NOT return a 404 Not Found");
        page.ShouldNotContain("<script");
        page.ShouldNotContain(RunningServer.Password);
        page.ShouldNotContain("Authorization");
        page.Split("src=").Length.ShouldBe(1);
    }

    [Fact]
    public async Task Says_when_there_is_no_registry_and_when_it_lets_nobody_in()
    {
        (await _bench.TryAsync(Program, "conformance", "http://127.0.0.1:1")).Code.ShouldBe(ExitCode.Operational);
        (await _bench.TryAsync(Program, "conformance", "ftp://127.0.0.1")).Code.ShouldBe(ExitCode.Usage);
        (await _bench.TryAsync(Program, "conformance", server.Address.ToString(), "--username", "admin", "--password", "wrong")).Code.ShouldBe(ExitCode.Operational);
    }

    private static string[] PeerFailures { get; } =
    [
        "push-chunks-gap", "push-chunks-again", "push-chunks-gap-in-put", "push-chunks-resume", "tags-list", "tags-page", "tags-page-zero", "tags-after", "referrers-api",
    ];

    private static List<string> Ids(JsonElement report, Predicate<string> outcome) =>
        [.. report.GetProperty("checks").EnumerateArray().Where(check => outcome(check.GetProperty("outcome").GetString()!)).Select(check => check.GetProperty("id").GetString()!)];

    private async Task<(int Code, JsonElement Report)> RunAsync(string url)
    {
        var output = await _bench.TryAsync(Program, "conformance", url, "--username", "admin", "--password", RunningServer.Password, "--format", "json");
        return output.Standard.Length > 0 ? (output.Code, JsonDocument.Parse(output.Standard).RootElement) : throw new Xunit.Sdk.XunitException($"{output.Code}: {output.Error}");
    }
}
