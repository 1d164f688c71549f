using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Cli;
using Plimsoll.Core;
using Plimsoll.Tests.Architecture;
using Plimsoll.Tests.Inspection.Fixtures;
using Plimsoll.Tests.Vulnerabilities.Feeds;

namespace Plimsoll.Tests.Cli;

/// <summary>Statements about vulnerabilities in <c>plimsoll vulns</c>: given, imported, attached; what they change and what they do not.</summary>
public sealed class VulnsVexTests : IDisposable
{
    private const string Tracker = """{"openssl":{"CVE-2024-1":{"releases":{"bookworm":{"status":"open","repositories":{"bookworm":"3.0.1"},"urgency":"high"}}}}}""";

    private readonly FeedFixture _feed = new();

    private string Data => Path.Combine(_feed.Folder, "data");

    private string Layout => Path.Combine(_feed.Folder, "image");

    public void Dispose() => _feed.Dispose();

    private static string OpenVex(string status, string product = "pkg:deb/debian/openssl", string author = "Example", string time = "2026-01-01T00:00:00Z") => $$"""
        {"@context":"https://openvex.dev/ns/v0.2.0","@id":"https://example.com/{{author}}","author":"{{author}}","timestamp":"{{time}}","version":1,
         "statements":[{"vulnerability":{"name":"CVE-2024-1"},"products":[{"@id":"{{product}}"}],"status":"{{status}}","justification":"vulnerable_code_not_present","impact_statement":"Not built."}]}
        """;

    private static string Csaf(string status) => $$$$"""
        {"document":{"category":"csaf_vex","csaf_version":"2.0","publisher":{"name":"Example","namespace":"https://example.com"},"tracking":{"id":"EX-1","version":"1","current_release_date":"2026-01-01T00:00:00Z"}},
         "product_tree":{"branches":[{"product":{"product_id":"ssl","product_identification_helper":{"purl":"pkg:deb/debian/openssl"}}}]},
         "vulnerabilities":[{"cve":"CVE-2024-1","product_status":{"{{{{status}}}}":["ssl"]},"flags":[{"label":"vulnerable_code_not_present","product_ids":["ssl"]}]}]}
        """;

    private const string CycloneDx = """
        {"bomFormat":"CycloneDX","specVersion":"1.6","serialNumber":"urn:uuid:1","version":1,"metadata":{"timestamp":"2026-01-01T00:00:00Z","supplier":{"name":"Example"}},"components":[{"bom-ref":"ssl","purl":"pkg:deb/debian/openssl"}],
         "vulnerabilities":[{"id":"CVE-2024-1","analysis":{"state":"not_affected","justification":"code_not_present"},"affects":[{"ref":"ssl"}]}]}
        """;

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();

    [Theory]
    [InlineData("openvex", "vulnerable_code_not_present")]
    [InlineData("csaf", "vulnerable_code_not_present")]
    [InlineData("cyclonedx", "code_not_present")]
    public async Task A_document_that_is_given_adds_a_status_with_its_evidence_and_takes_nothing_away(string format, string justification)
    {
        await PrepareAsync();
        var file = _feed.Write("vex.json", format switch { "openvex" => OpenVex("not_affected"), "csaf" => Csaf("known_not_affected"), _ => CycloneDx });

        var (code, json) = await JsonAsync("--vex", file, "--strict", "--fail-on", "high");

        code.ShouldBe(ExitCode.Ok);
        var finding = json["findings"]!.AsArray().ShouldHaveSingleItem()!;
        (Text(finding, "id"), Text(finding, "status"), Text(finding["vex"]!, "status"), Text(finding["vex"]!, "justification"), Text(finding["vex"]!, "author")).ShouldBe(("CVE-2024-1", "affected", "not_affected", justification, "Example"));
        Text(finding["vex"]!, "document").ShouldBe(Digest.Of(File.ReadAllBytes(file)).Value);
        Text(finding["vex"]!["statements"]![0]!, "origin").ShouldBe("triage");
        json["vex"]!["notAffected"]!.GetValue<int>().ShouldBe(1);
        json["counted"]!["high"]!.GetValue<int>().ShouldBe(0);
        var lines = (await RunAsync("--vex", file)).Output.Split('\n');
        lines[0].ShouldBe("Nothing is known against 1 package; 1 more are said not to reach it (VEX: 1 not affected, 0 fixed)");
        lines.ShouldContain(line => line.StartsWith("CVE-2024-1", StringComparison.Ordinal) && line.Contains("affected, vex: not_affected", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("not_affected", ExitCode.Ok)]
    [InlineData("fixed", ExitCode.Ok)]
    [InlineData("affected", ExitCode.Denied)]
    [InlineData("under_investigation", ExitCode.Denied)]
    public async Task Only_not_affected_and_fixed_change_the_exit_code(string status, int code)
    {
        await PrepareAsync();

        (await RunAsync("--vex", _feed.Write("vex.json", OpenVex(status)), "--fail-on", "high")).Code.ShouldBe(code);
    }

    [Fact]
    public async Task Imported_documents_count_and_what_contradicts_is_shown()
    {
        await PrepareAsync(_feed.Write("hub.json", OpenVex("not_affected", author: "Hub")), _feed.Write("later.json", OpenVex("affected", author: "Other", time: "2026-06-01T00:00:00Z")));

        var (code, json) = await JsonAsync("--fail-on", "high");

        code.ShouldBe(ExitCode.Denied);
        var vex = json["findings"]![0]!["vex"]!;
        (Text(vex, "status"), vex["isContradicted"]!.GetValue<bool>(), vex["statements"]!.AsArray().Count).ShouldBe(("affected", true, 2));
        vex["statements"]!.AsArray().Select(statement => (Text(statement!, "author"), Text(statement!, "origin"), statement!["decides"]!.GetValue<bool>())).ShouldBe([("Other", "hub", true), ("Hub", "hub", false)]);
        (await RunAsync()).Output.Split('\n')[0].ShouldEndWith("statements about 1 contradict each other");
        // Who asks has the last word.
        (await RunAsync("--vex", _feed.Write("mine.json", OpenVex("not_affected", author: "Me")), "--fail-on", "high")).Code.ShouldBe(ExitCode.Ok);
    }

    [Theory]
    [InlineData("application/vnd.openvex+json", false)]
    [InlineData("application/vnd.in-toto+json", true)]
    [InlineData("application/vnd.dev.sigstore.bundle.v0.3+json", true)]
    public async Task What_is_attached_to_the_image_is_shown_and_decides_only_where_that_is_wanted(string mediaType, bool isStatement)
    {
        await PrepareAsync();
        Attach(mediaType, isStatement, subject: null);

        var (code, json) = await JsonAsync("--fail-on", "high");
        code.ShouldBe(ExitCode.Denied);
        var vex = json["findings"]![0]!["vex"]!;
        vex["status"].ShouldBeNull();
        (Text(vex["statements"]![0]!, "status"), Text(vex["statements"]![0]!, "origin"), vex["statements"]![0]!["isTrusted"]!.GetValue<bool>()).ShouldBe(("not_affected", "author", false));
        (await RunAsync()).Output.ShouldContain("affected, vex: not_affected?");
        (await RunAsync("--fail-on", "high", "--trust-attached-vex")).Code.ShouldBe(ExitCode.Ok);
    }

    [Fact]
    public async Task A_statement_about_another_image_is_refused_and_said()
    {
        await PrepareAsync();
        Attach("application/vnd.in-toto+json", true, subject: new string('1', 64));

        var (code, json) = await JsonAsync("--fail-on", "high", "--trust-attached-vex");

        code.ShouldBe(ExitCode.Denied);
        json["vex"]!["problems"]![0]!.GetValue<string>().ShouldContain("about something else");
        json["findings"]![0]!["vex"].ShouldBeNull();
    }

    [Fact]
    public async Task A_file_that_is_no_such_document_is_refused()
    {
        await PrepareAsync();

        (await RunAsync("--vex", _feed.Write("x.json", "{\"hello\":1}"))).Code.ShouldBe(ExitCode.Usage);
        (await RunAsync("--vex", Path.Combine(_feed.Folder, "absent.json"))).Code.ShouldNotBe(ExitCode.Ok);
    }

    [Fact]
    public async Task Logs_keep_what_is_excused_and_say_so()
    {
        await PrepareAsync();
        var file = _feed.Write("vex.json", OpenVex("not_affected"));

        var result = JsonNode.Parse((await RunAsync("--vex", file, "--format", "sarif")).Output)!["runs"]![0]!["results"]!.AsArray().ShouldHaveSingleItem()!;
        Text(result["suppressions"]![0]!, "status").ShouldBe("accepted");
        var document = (await RunAsync("--vex", file, "--format", "cyclonedx-vex")).Output;
        var analysis = JsonNode.Parse(document)!["vulnerabilities"]![0]!["analysis"]!;
        (Text(analysis, "state"), Text(analysis, "justification")).ShouldBe(("not_affected", "code_not_present"));
        var folder = Path.Combine(SourceTree.Root, "tests/Plimsoll.Tests/Inspection/Sbom");
        Tool.Lines("/usr/bin/python3", [Path.Combine(folder, "validate.py"), Path.Combine(folder, "schemas.zip"), "bom-1.6.SNAPSHOT.schema.json", _feed.Write("out.json", document)]).ShouldBeEmpty();
        // What was written is read again.
        (await RunAsync("--vex", _feed.Write("again.json", document), "--fail-on", "high")).Code.ShouldBe(ExitCode.Ok);
    }

    private async Task PrepareAsync(params string[] documents)
    {
        var tar = new TarBytes().File("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n").File("var/lib/dpkg/status", "Package: openssl\nStatus: install ok installed\nArchitecture: amd64\nVersion: 3.0.1\n");
        new LayoutBuilder(Layout).Image("1", [tar.End()]).Write();
        (await CommandLine.RunAsync(["advisories", "import", _feed.Write("debian.json", Tracker), .. documents, "--data", Data], TextWriter.Null, TextWriter.Null)).ShouldBe(ExitCode.Ok);
    }

    /// <summary>Attaches a document as a referrer that the index lists.</summary>
    private void Attach(string mediaType, bool isStatement, string? subject)
    {
        var index = JsonNode.Parse(File.ReadAllText(Path.Combine(Layout, "index.json")))!.AsObject();
        var image = index["manifests"]![0]!.AsObject();
        var digest = subject ?? image["digest"]!.GetValue<string>()["sha256:".Length..];
        var content = OpenVex("not_affected");
        if (isStatement)
        {
            content = $$$"""{"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":{"sha256":"{{{digest}}}"}}],"predicateType":"https://openvex.dev/ns/v0.2.0","predicate":{{{content}}}}""";
            var envelope = $$"""{"payloadType":"application/vnd.in-toto+json","payload":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(content))}}","signatures":[]}""";
            content = mediaType.Contains("bundle", StringComparison.Ordinal) ? $$"""{"mediaType":"{{mediaType}}","dsseEnvelope":{{envelope}}}""" : envelope;
        }
        var layout = new LayoutBuilder(Layout);
        var manifest = layout.Blob(
            Encoding.UTF8.GetBytes(new JsonObject
            {
                ["schemaVersion"] = 2,
                ["mediaType"] = MediaTypes.OciManifest,
                ["artifactType"] = mediaType,
                ["config"] = layout.Blob("{}"u8.ToArray(), "application/vnd.oci.empty.v1+json"),
                ["layers"] = new JsonArray(layout.Blob(Encoding.UTF8.GetBytes(content), mediaType)),
                ["subject"] = new JsonObject { ["mediaType"] = MediaTypes.OciManifest, ["digest"] = image["digest"]!.GetValue<string>(), ["size"] = image["size"]!.GetValue<int>() },
            }.ToJsonString()),
            MediaTypes.OciManifest);
        manifest["artifactType"] = mediaType;
        index["manifests"]!.AsArray().Add(manifest);
        File.WriteAllText(Path.Combine(Layout, "index.json"), index.ToJsonString());
    }

    private async Task<(int Code, JsonNode Json)> JsonAsync(params string[] options)
    {
        var (code, output) = await RunAsync([.. options, "--format", "json"]);
        return (code, JsonNode.Parse(output)!);
    }

    private async Task<(int Code, string Output)> RunAsync(params string[] options)
    {
        using var output = new StringWriter();
        return (await CommandLine.RunAsync(["vulns", $"oci:{Layout}:1", "--data", Data, .. options], output, TextWriter.Null), output.ToString());
    }
}
