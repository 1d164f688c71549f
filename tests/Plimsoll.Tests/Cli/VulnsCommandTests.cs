using System.Text.Json.Nodes;
using Plimsoll.Cli;
using Plimsoll.Tests.Architecture;
using Plimsoll.Tests.Inspection.Fixtures;
using Plimsoll.Tests.Vulnerabilities.Feeds;

namespace Plimsoll.Tests.Cli;

/// <summary><c>plimsoll vulns</c>: findings with their evidence, what could not be evaluated, and what scripts are told.</summary>
public sealed class VulnsCommandTests : IDisposable
{
    private const string Tracker = """
        {"openssl":{"CVE-2024-1":{"description":"A flaw","releases":{"bookworm":{"status":"resolved","repositories":{"bookworm":"3.0.1"},"fixed_version":"3.0.2","urgency":"high"}}},
        "CVE-2020-2":{"releases":{"bookworm":{"status":"resolved","repositories":{"bookworm":"3.0.1"},"fixed_version":"1.1","urgency":"low"}}}}}
        """;

    private readonly FeedFixture _feed = new();

    private string Data => Path.Combine(_feed.Folder, "data");

    public void Dispose() => _feed.Dispose();

    [Fact]
    public async Task Tells_what_is_known_with_the_evidence_and_counts_what_is_fixed()
    {
        await ImportAsync(_feed.Write("debian.json", Tracker));

        var (code, json) = await JsonAsync(Debian("12", ("openssl", "3.0.1")));

        code.ShouldBe(ExitCode.Ok);
        json["notEvaluated"]!.AsArray().ShouldBeEmpty();
        json["dataVersion"]!.GetValue<long>().ShouldBeGreaterThan(0);
        var finding = json["findings"]!.AsArray().ShouldHaveSingleItem()!;
        (Text(finding, "id"), Text(finding, "severity"), Text(finding, "status"), Text(finding, "fixedIn")).ShouldBe(("CVE-2024-1", "high", "affected", "3.0.2"));
        Text(finding["package"]!, "purl").ShouldStartWith("pkg:deb/debian/openssl@3.0.1");
        finding["package"]!["layer"]!.GetValue<int>().ShouldBe(0);
        (Text(finding["evidence"]!, "source"), Text(finding["evidence"]!, "record"), Text(finding["evidence"]!, "range")).ShouldBe(("Debian", "CVE-2024-1", ">= 0, < 3.0.2"));
        json["hidden"]!.GetValue<int>().ShouldBe(1);
        var all = (await JsonAsync(Debian("12", ("openssl", "3.0.1")), "--all")).Json["findings"]!.AsArray();
        all.Select(entry => (Text(entry!, "id"), Text(entry!, "status"))).ShouldBe([("CVE-2024-1", "affected"), ("CVE-2020-2", "fixed")]);
    }

    [Fact]
    public async Task A_bill_of_materials_takes_the_place_of_an_image()
    {
        await ImportAsync(_feed.Write("debian.json", Tracker.Replace("3.0.2", "1:3.0.2", StringComparison.Ordinal).Replace("1.1", "1:1.1", StringComparison.Ordinal)));
        var file = _feed.Write("app.cdx.json", """
            {"bomFormat":"CycloneDX","specVersion":"1.5","components":[
             {"type":"library","name":"libssl3","version":"3.0.1","purl":"pkg:deb/debian/libssl3@3.0.1?arch=amd64&distro=debian-12&upstream=openssl"},
             {"type":"library","name":"core","version":"1.0.0","purl":"pkg:npm/%40shop/core@1.0.0"}]}
            """);

        var (code, json) = await JsonAsync("sbom:" + file);

        code.ShouldBe(ExitCode.NotReady);
        var finding = json["findings"]!.AsArray().ShouldHaveSingleItem()!;
        (Text(finding, "id"), Text(finding["package"]!, "name"), Text(finding, "fixedIn")).ShouldBe(("CVE-2024-1", "libssl3", "1:3.0.2"));
        Text(finding["evidence"]!, "comparison").ShouldContain("the document gives no epoch, and all versions that are told of libssl3 have 1");
        json["notEvaluated"]!.AsArray().Select(gap => Text(gap!, "namespace")).ShouldBe(["npm"]);
        (await RunAsync("sbom:" + _feed.Write("x.json", "{}"))).Code.ShouldBe(ExitCode.Usage);
    }

    [Fact]
    public async Task Merges_the_names_of_one_vulnerability_and_puts_the_exploited_one_first()
    {
        await ImportAsync(
            _feed.Write("a.json", FeedFixture.Osv("GHSA-aaaa-aaaa-aaaa", aliases: "\"CVE-2024-9\"")), _feed.Write("b.json", FeedFixture.Osv("CVE-2024-9")), _feed.Write("c.json", FeedFixture.Osv("GHSA-bbbb-bbbb-bbbb", aliases: "\"CVE-2024-1\"")),
            _feed.Write("kev.json", """{"catalogVersion":"1","vulnerabilities":[{"cveID":"CVE-2024-9","vendorProject":"A","product":"B","dateAdded":"2024-02-03"}]}"""));

        var findings = (await JsonAsync(Npm("1.2.0"))).Json["findings"]!.AsArray();

        findings.Select(finding => Text(finding!, "id")).ShouldBe(["CVE-2024-9", "CVE-2024-1"]);
        findings[0]!["aliases"]!.AsArray().Select(alias => alias!.GetValue<string>()).ShouldBe(["GHSA-aaaa-aaaa-aaaa"]);
        Text(findings[0]!, "kevAdded").ShouldBe("2024-02-03");
    }

    [Fact]
    public async Task Ends_with_what_was_asked_for()
    {
        await ImportAsync(_feed.Write("debian.json", Tracker));
        var image = Debian("12", ("openssl", "3.0.1"));

        (await RunAsync(image, "--fail-on", "high")).Code.ShouldBe(ExitCode.Denied);
        (await RunAsync(image, "--fail-on", "critical")).Code.ShouldBe(ExitCode.Ok);
        (await RunAsync(image, "--strict")).Code.ShouldBe(ExitCode.Warnings);
        (await RunAsync(image, "--severity", "terrible")).Code.ShouldBe(ExitCode.Usage);
        (await JsonAsync(image, "--severity", "critical")).Json["hidden"]!.GetValue<int>().ShouldBe(2);
        var lines = (await RunAsync(image)).Output.TrimEnd().Split('\n');
        lines[0].ShouldBe("1 vulnerability in 1 package: 1 high");
        lines[^1].ShouldBe("Next: plimsoll advisories show CVE-2024-1");
    }

    [Fact]
    public async Task Severity_that_nobody_told_is_not_harmless()
    {
        await ImportAsync(_feed.Write("a.json", FeedFixture.Osv("GHSA-aaaa-aaaa-aaaa")));

        (await RunAsync(Npm("1.2.0"))).Code.ShouldBe(ExitCode.Ok);
        (await RunAsync(Npm("1.2.0"), "--fail-on", "high")).Code.ShouldBe(ExitCode.NotReady);
    }

    [Theory]
    [InlineData("absent", "no-data", "there are no advisories")]
    [InlineData("other release", "no-data", "no feed tells of release 13 of debian")]
    [InlineData("unknown distribution", "unknown-distribution", "no feed tells of the distribution hannah")]
    [InlineData("no distribution", "unknown-distribution", "the image does not say which distribution it is")]
    [InlineData("end of life", "end-of-life", "release 9 of debian ended on 2022-06-30")]
    [InlineData("stale", "stale", "days ago, more than 0 is stale")]
    [InlineData("broken record", "broken", "1 record of the feed Debian could not be used; the first: openssl/CVE-2024-3")]
    [InlineData("broken feed", "broken", "could never be read")]
    [InlineData("unreadable version", "unreadable-version", "its version '3.0:x' has no place in the order of dpkg")]
    [InlineData("foreign", "foreign", "shows that it is not from debian")]
    [InlineData("nothing inside", "no-packages", "no packages were found")]
    public async Task Says_what_could_not_be_evaluated_in_json_in_the_table_and_with_the_exit_code(string @case, string kind, string reason)
    {
        var stretch = Tracker.Replace("bookworm", "stretch", StringComparison.Ordinal);
        if (@case != "absent") await ImportAsync(_feed.Write("debian.json", @case switch { "end of life" => stretch, "broken record" => Tracker.Replace("\"CVE-2020-2\"", "\"CVE-2024-3\":{\"releases\":{\"bookworm\":{\"status\":\"nonsense\"}}},\"CVE-2020-2\"", StringComparison.Ordinal), _ => Tracker }));
        if (@case == "broken feed") (await CommandLine.RunAsync(["advisories", "import", _feed.Write("x.json", "{\"hello\":1}"), "--data", Data], TextWriter.Null, TextWriter.Null)).ShouldBe(ExitCode.VerificationFailed);
        var image = @case switch
        {
            "other release" => Debian("13", ("openssl", "3.0.1")),
            "unknown distribution" => Debian("1", ("openssl", "3.0.1"), "hannah"),
            "no distribution" => Debian("12", ("openssl", "3.0.1"), null),
            "end of life" => Debian("9", ("openssl", "3.0.1")),
            "unreadable version" => Debian("12", ("openssl", "3.0:x")),
            "foreign" => Debian("12", ("postgresql-16", "16.1-1.pgdg120+1")),
            "nothing inside" => Image(new TarBytes().File("etc/motd", "x")),
            _ => Debian("12", ("openssl", "3.0.1")),
        };
        string[] options = @case == "stale" ? ["--stale-days", "0"] : [];

        var (code, json) = await JsonAsync(image, options);

        code.ShouldBe(ExitCode.NotReady);
        var gap = json["notEvaluated"]!.AsArray().FirstOrDefault(entry => Text(entry!, "kind") == kind && Text(entry!, "reason").Contains(reason, StringComparison.Ordinal));
        gap.ShouldNotBeNull(json["notEvaluated"]!.ToJsonString());
        gap.AsObject().ContainsKey("package").ShouldBeTrue();
        var table = (await RunAsync(image, options)).Output;
        table.Split('\n')[0].ShouldContain("not everything could be evaluated");
        table.ShouldContain(reason);
    }

    [Fact]
    public async Task Writes_vex_that_is_valid_by_the_schema()
    {
        const string Schema = "bom-1.6.SNAPSHOT.schema.json";
        await ImportAsync(_feed.Write("debian.json", Tracker), _feed.Write("a.json", FeedFixture.Osv("GHSA-aaaa-aaaa-aaaa", aliases: "\"CVE-2024-9\"")));
        var folder = Path.Combine(SourceTree.Root, "tests/Plimsoll.Tests/Inspection/Sbom");
        var document = _feed.Write("vex.json", (await RunAsync(Debian("12", ("openssl", "3.0.1")), "--all", "--format", "cyclonedx-vex")).Output);

        Tool.Lines("/usr/bin/python3", [Path.Combine(folder, "validate.py"), Path.Combine(folder, "schemas.zip"), Schema, document]).ShouldBeEmpty();
    }

    [Fact]
    public async Task Writes_sarif_with_a_rule_a_result_and_what_could_not_be_evaluated()
    {
        await ImportAsync(_feed.Write("debian.json", Tracker));

        var run = JsonNode.Parse((await RunAsync(Debian("12", ("openssl", "3.0.1")), "--format", "sarif", "--stale-days", "0")).Output)!["runs"]![0]!;

        Text(run["tool"]!["driver"]!["rules"]![0]!, "id").ShouldBe("CVE-2024-1");
        var result = run["results"]!.AsArray().ShouldHaveSingleItem()!;
        (Text(result, "ruleId"), Text(result, "level"), Text(result, "kind")).ShouldBe(("CVE-2024-1", "error", "fail"));
        run["invocations"]![0]!["executionSuccessful"]!.GetValue<bool>().ShouldBeFalse();
        run["invocations"]![0]!["toolExecutionNotifications"]!.AsArray().Count.ShouldBe(1);
    }

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();

    private string Debian(string version, (string Name, string Version) package, string? id = "debian") => Image((id is null ? new TarBytes() : new TarBytes().File("etc/os-release", $"ID={id}\nVERSION_ID=\"{version}\"\n"))
        .File("var/lib/dpkg/status", $"Package: {package.Name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: {package.Version}\n"));

    private string Npm(string version) => Image(new TarBytes().File("app/node_modules/left-pad/package.json", $$"""{"name":"left-pad","version":"{{version}}"}"""));

    private string Image(TarBytes tar)
    {
        var folder = Path.Combine(_feed.Folder, "image");
        new LayoutBuilder(folder).Image("1", [tar.End()]).Write();
        return $"oci:{folder}:1";
    }

    private async Task ImportAsync(params string[] files) => await CommandLine.RunAsync(["advisories", "import", .. files, "--data", Data], TextWriter.Null, TextWriter.Null);

    private async Task<(int Code, JsonNode Json)> JsonAsync(string image, params string[] options)
    {
        var (code, output) = await RunAsync(image, [.. options, "--format", "json"]);
        return (code, JsonNode.Parse(output)!);
    }

    private async Task<(int Code, string Output)> RunAsync(string image, params string[] options)
    {
        using var output = new StringWriter();
        return (await CommandLine.RunAsync(["vulns", image, "--data", Data, .. options], output, TextWriter.Null), output.ToString());
    }
}
