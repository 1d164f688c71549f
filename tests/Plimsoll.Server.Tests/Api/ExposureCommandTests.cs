using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Plimsoll.Cli;
using Plimsoll.Core.Advisories;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Server.Tests.Pages;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Tests.Api;

/// <summary><c>plimsoll exposure</c> against a server, and what documents (VEX) add to findings there and on the command line alike.</summary>
public sealed class ExposureCommandTests(InsideImages images) : IClassFixture<InsideImages>, IAsyncLifetime
{
    private const string Cve = "CVE-2026-4712";
    private const string Excused = "CVE-2026-4713";

    private IMetadataStore Metadata => images.Server.Services.GetRequiredService<IMetadataStore>();

    public async ValueTask InitializeAsync()
    {
        var advisory = new Advisory
        {
            Source = "Debian",
            Id = Cve,
            Part = "openssl",
            Summary = "A flaw in the handshake",
            Severities = [new AdvisorySeverity { Origin = "Debian", Word = "high" }],
            Affected = [new AffectedPackage { Namespace = "deb:debian:12", Name = "openssl", Level = PackageLevel.Source, Ranges = [AffectedRange.From("0", "3.0.2")] }],
        };
        await Metadata.Advisories.PutAsync("debian", [advisory], default);
        await Metadata.Advisories.EndRunAsync(new FeedRun { Feed = "debian", At = DateTimeOffset.UtcNow }, default);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (await Metadata.Exposure.CountWaitingAsync(1, patience.Token) > 0 || (await Metadata.Exposure.ListAffectedAsync([advisory.Id], patience.Token)).Count == 0) await Task.Delay(50, patience.Token);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync([.. arguments, "--server", images.Address, "--user", "admin", "--password", images.Password], output, error);
        return (code, output.ToString() + error);
    }

    [Fact]
    public async Task Prints_what_a_vulnerability_reaches_as_a_table_as_json_and_as_csv()
    {
        var (code, table) = await RunAsync("exposure", Cve);
        code.ShouldBe(ExitCode.Ok, table);
        var lines = table.Split('\n');
        lines[0].ShouldBe($"{Cve}: 3 images are reached");
        lines.ShouldContain(line => line.StartsWith("shop/app:1 ", StringComparison.Ordinal) && line.Contains("openssl", StringComparison.Ordinal) && line.Contains("3.0.2", StringComparison.Ordinal) && line.Contains("base/debian:12", StringComparison.Ordinal), table);
        lines[^2].ShouldBe($"Next: plimsoll exposure {Cve} --format json");

        var json = JsonNode.Parse((await RunAsync("exposure", Cve, "--format", "json")).Output)!;
        (json["id"]!.GetValue<string>(), json["imageCount"]!.GetValue<long>(), json["images"]!.AsArray().Count).ShouldBe((Cve, 3, 3));
        var csv = (await RunAsync("exposure", Cve, "--format", "csv")).Output.TrimEnd().Split('\n');
        csv.Length.ShouldBe(4);
        csv.ShouldContain(line => line.Contains("shop/app", StringComparison.Ordinal) && line.Contains("openssl", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Follows_pages_and_stops_where_it_is_told()
    {
        JsonNode.Parse((await RunAsync("exposure", Cve, "--most", "1", "--format", "json")).Output)!["images"]!.AsArray().Count.ShouldBe(1);
        (await RunAsync("exposure", Cve, "--most", "2")).Output.Split('\n')[0].ShouldContain("3 images are reached");
    }

    [Fact]
    public async Task Ends_with_7_where_nothing_is_reached_and_says_what_follows_from_that()
    {
        var (code, output) = await RunAsync("exposure", "CVE-1999-0001");
        (code, output.Split('\n')[0]).ShouldBe((ExitCode.NotFound, "CVE-1999-0001: no advisory of this registry knows of it; nothing follows from that"));
        (await RunAsync("exposure")).Code.ShouldBe(ExitCode.Usage);
        using var error = new StringWriter();
        (await CommandLine.RunAsync(["exposure", Cve, "--server", images.Address, "--user", "admin", "--password", "wrong"], TextWriter.Null, error)).ShouldNotBe(ExitCode.Ok);
    }

    /// <summary>Attached and unsigned: shown, and it decides nothing. Imported by an administrator: it decides. The finding stays in both cases.</summary>
    [Fact]
    public async Task Documents_add_a_status_to_findings_in_the_api_on_the_page_and_nowhere_take_one_away()
    {
        const string Document = $$"""
            {"@context":"https://openvex.dev/ns/v0.2.0","@id":"https://example.com/vex","author":"Example","timestamp":"2026-01-01T00:00:00Z","version":1,
             "statements":[{"vulnerability":{"name":"{{Excused}}"},"products":[{"@id":"pkg:deb/debian/curl"}],"status":"not_affected","justification":"vulnerable_code_not_present"}]}
            """;
        await Metadata.Advisories.PutAsync("debian", [new Advisory { Source = "Debian", Id = Excused, Affected = [new AffectedPackage { Namespace = "deb:debian:12", Name = "curl", Ranges = [AffectedRange.From("0", "9")] }] }], default);
        await images.PushAsync("vex/app", "1", SampleLayer.Debian(SampleLayer.Package("curl", "7.88.1")));
        await images.ReadyAsync();
        var subject = (await images.Wire.GetAsync("/v2/vex/app/manifests/1", ("Accept", "*/*"))).Expect(200);
        var repository = new RepositoryOnWire(images.Wire, "vex/app");
        var blob = await repository.PushAsync(Content.Of(Encoding.UTF8.GetBytes(Document), mediaType: "application/vnd.openvex+json"));
        await repository.PushAsync(ImageBuilder.EmptyJson());
        var descriptor = JsonSerializer.Serialize(new { mediaType = "application/vnd.oci.image.manifest.v1+json", digest = images.Digests["vex/app:1"], size = subject.Body.Length });
        await repository.PutAsync(ImageBuilder.Image(ImageBuilder.EmptyJson().Descriptor, [blob.Descriptor], $$""","artifactType":"application/vnd.openvex+json","subject":{{descriptor}}"""));

        var shown = await FindingAsync();
        shown.GetProperty("vex").TryGetProperty("status", out _).ShouldBeFalse();
        var statement = shown.GetProperty("vex").GetProperty("statements")[0];
        (statement.GetProperty("status").GetString(), statement.GetProperty("origin").GetString(), statement.GetProperty("isTrusted").GetBoolean()).ShouldBe(("not_affected", "author", false));

        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "vex.json");
        await File.WriteAllTextAsync(file, Document);
        (await RunAsync("advisories", "import", file)).Code.ShouldBe(ExitCode.Ok);
        var decided = await FindingAsync();
        (decided.GetProperty("status").GetString(), decided.GetProperty("vex").GetProperty("status").GetString(), decided.GetProperty("vex").GetProperty("justification").GetString()).ShouldBe(("affected", "not_affected", "vulnerable_code_not_present"));
        (await images.Wire.GetAsync("/api/v1/findings?image=vex/app:1")).Expect(200).Json.GetProperty("vex").GetProperty("notAffected").GetInt32().ShouldBe(1);
        var page = await (await PageSession.SignInAsync(images.Anonymous, "admin", images.Password)).PageAsync("/r/vex/app:1/vulnerabilities?all=yes");
        page.QuerySelector("main")!.Words().ShouldContain("1 are said not to reach the image (VEX)");
        page.Rows("Vulnerabilities").ShouldHaveSingleItem()[3].ShouldContain("vex: not_affected");
        await Metadata.Advisories.RemoveFeedAsync("VEX", default);
    }

    private async Task<JsonElement> FindingAsync() => (await images.Wire.GetAsync("/api/v1/findings?image=vex/app:1")).Expect(200).Json.GetProperty("findings").EnumerateArray().Single(finding => finding.GetProperty("id").GetString() == Excused);
}
