using System.Text.Json;
using AngleSharp.Html.Dom;
using Microsoft.Extensions.DependencyInjection;
using Plimsoll.Core.Advisories;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Server.Tests.Pages;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Tests.Api;

/// <summary>From an advisory to everyone exposed: API, pages, rights.</summary>
public sealed class ExposureApiTests(InsideImages images) : IClassFixture<InsideImages>, IAsyncLifetime
{
    private const string Cve = "CVE-2026-4711";

    private IMetadataStore Metadata => images.Server.Services.GetRequiredService<IMetadataStore>();

    public async ValueTask InitializeAsync()
    {
        var advisory = new Advisory
        {
            Source = "Debian",
            Id = "DSA-4711-1",
            Upstream = [Cve],
            Summary = "A flaw in the handshake",
            Severities = [new AdvisorySeverity { Origin = "Debian", Word = "high" }],
            Affected = [new AffectedPackage { Namespace = "deb:debian:12", Name = "openssl", Level = PackageLevel.Source, Ranges = [AffectedRange.From("0", "3.0.2")] }],
        };
        await Metadata.Advisories.PutAsync("debian", [advisory], default);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (await Metadata.Exposure.CountWaitingAsync(1, patience.Token) > 0 || (await Metadata.Exposure.ListAffectedAsync([advisory.Id], patience.Token)).Count == 0) await Task.Delay(50, patience.Token);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<JsonElement> GetAsync(Wire wire, string path) => (await wire.GetAsync("/api/v1/" + path)).Expect(200).Json;

    private static string[] Each(JsonElement items, Func<JsonElement, string> text) => [.. items.EnumerateArray().Select(text)];

    [Fact]
    public async Task Tells_which_images_a_vulnerability_reaches_by_any_of_its_names()
    {
        var exposure = await GetAsync(images.Wire, "exposure/" + Cve);

        exposure.GetProperty("isKnown").GetBoolean().ShouldBeTrue();
        exposure.GetProperty("summary").GetString().ShouldBe("A flaw in the handshake");
        exposure.GetProperty("imageCount").GetInt64().ShouldBe(3);
        Each(exposure.GetProperty("images"), i => i.GetProperty("digest").GetString()!)
            .ShouldBe([images.Digests["base/debian:12"], images.Digests["shop/app:1"], images.Digests["secret/app:1"]], ignoreOrder: true);
        var child = exposure.GetProperty("images").EnumerateArray().Single(i => i.GetProperty("digest").GetString() == images.Digests["shop/app:1"]);
        var package = child.GetProperty("packages")[0];
        (package.GetProperty("name").GetString(), package.GetProperty("version").GetString(), package.GetProperty("layer").GetInt32(), package.GetProperty("fixedIn").GetString()).ShouldBe(("openssl", "3.0.1", 0, "3.0.2"));
        child.GetProperty("inheritedFrom").GetProperty("digest").GetString().ShouldBe(images.Digests["base/debian:12"]);
        child.GetProperty("inheritedFrom").GetProperty("descendants").GetInt64().ShouldBe(3);
        (await GetAsync(images.Wire, "exposure/DSA-4711-1")).GetProperty("imageCount").GetInt64().ShouldBe(3);
        (await images.Wire.GetAsync($"/api/v1/exposure/{Cve}.csv")).Expect(200).Text.ShouldContain("shop/app,1,openssl,3.0.1,0,affected,3.0.2");
    }

    [Fact]
    public async Task Pages_through_the_images()
    {
        var found = new List<string>();
        for (string? next = $"/api/v1/exposure/{Cve}?n=1"; next is not null;)
        {
            var page = (await images.Wire.GetAsync(next)).Expect(200).Json;
            found.AddRange(Each(page.GetProperty("images"), i => i.GetProperty("digest").GetString()!));
            next = page.TryGetProperty("next", out var link) ? link.GetString() : null;
        }
        found.Count.ShouldBe(3);
        found.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task Tells_who_has_the_images_and_from_where()
    {
        var digest = images.Digests["shop/app:1"];
        (await images.Wire.GetAsync("/v2/shop/app/manifests/1", ("Accept", "*/*"))).Expect(200);
        var pulls = (await GetAsync(images.Wire, $"exposure/{Cve}/pulls")).GetProperty("items").EnumerateArray().ToList();
        var mine = pulls.Single(p => p.GetProperty("image").GetString() == digest);
        mine.GetProperty("actor").GetString().ShouldBe("admin");
        mine.GetProperty("address").GetString().ShouldBe("127.0.0.1");
        var image = (await GetAsync(images.Wire, "exposure/" + Cve)).GetProperty("images").EnumerateArray().Single(i => i.GetProperty("digest").GetString() == digest);
        image.GetProperty("pulls")[0].GetProperty("actor").GetString().ShouldBe("admin");
    }

    [Fact]
    public async Task Shows_only_what_the_caller_may_read()
    {
        using var reader = await PersonAsync("exposed-reader", "shop/**", "reader");
        var answer = await GetAsync(reader, "exposure/" + Cve);
        Each(answer.GetProperty("images"), i => i.GetProperty("digest").GetString()!).ShouldBe([images.Digests["shop/app:1"]]);
        answer.GetRawText().ShouldNotContain("secret/app");
        foreach (var hidden in new[] { "imageCount", "hidden" }) answer.TryGetProperty(hidden, out _).ShouldBeFalse();
        answer.GetProperty("images")[0].TryGetProperty("pulls", out _).ShouldBeFalse();
        answer.GetProperty("images")[0].TryGetProperty("inheritedFrom", out _).ShouldBeFalse();
        (await reader.GetAsync($"/api/v1/exposure/{Cve}/pulls")).Expect(403);
        (await images.Anonymous.GetAsync("/api/v1/exposure/" + Cve)).Expect(401);

        using var stranger = await PersonAsync("exposed-stranger", "nothing/**", "reader");
        var nothing = await GetAsync(stranger, "exposure/" + Cve);
        nothing.GetProperty("images").GetArrayLength().ShouldBe(0);
        // Versions that only others' images have are others' too.
        nothing.GetProperty("packages").GetArrayLength().ShouldBe(0);
        nothing.GetProperty("packageCount").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Says_when_nothing_is_known_of_a_vulnerability()
    {
        var answer = await GetAsync(images.Wire, "exposure/CVE-1999-0001");
        answer.GetProperty("isKnown").GetBoolean().ShouldBeFalse();
        answer.GetProperty("images").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Lists_the_vulnerabilities_of_an_image_with_what_they_are_derived_from()
    {
        var found = await GetAsync(images.Wire, "findings?image=shop/app:1");
        var finding = found.GetProperty("findings")[0];
        (finding.GetProperty("id").GetString(), finding.GetProperty("fixedIn").GetString(), finding.GetProperty("status").GetString(), finding.GetProperty("severity").GetString()).ShouldBe((Cve, "3.0.2", "affected", "high"));
        finding.GetProperty("severityOrigin").GetString().ShouldBe("Debian");
        finding.GetProperty("aliases")[0].GetString().ShouldBe("DSA-4711-1");
        finding.GetProperty("package").GetProperty("purl").GetString()!.ShouldStartWith("pkg:deb/debian/openssl@3.0.1");
        finding.GetProperty("evidence").GetProperty("comparison").GetString()!.ShouldContain("3.0.1 is in");
        (await GetAsync(images.Wire, "findings?image=shop/app:2")).GetProperty("findings").GetArrayLength().ShouldBe(0);
        (await images.Anonymous.GetAsync("/api/v1/findings?image=shop/app:1")).Expect(401);
    }

    [Theory]
    [InlineData("absent", "there are no advisories")]
    [InlineData("stale", "days ago, more than 3 is stale")]
    [InlineData("broken", "1 record of the feed debian could not be used; the first: DSA-1: no version")]
    [InlineData("failed", "the feed debian is not the newest; the last try failed: no route")]
    [InlineData("unknown", "no feed tells of the distribution hannah")]
    [InlineData("end-of-life", "release 9 of debian ended on 2022-06-30")]
    public async Task Says_in_json_and_on_the_page_what_could_not_be_evaluated(string @case, string reason)
    {
        var run = new FeedRun { Feed = "debian", At = DateTimeOffset.UtcNow };
        await Metadata.Advisories.EndRunAsync(@case == "stale" ? run with { At = run.At - TimeSpan.FromDays(9) } : run, default);
        if (@case == "broken") await Metadata.Advisories.EndRunAsync(run with { ProblemCount = 1, Problems = [new StoredProblem("dsa.json", "DSA-1", "no version")] }, default);
        if (@case == "failed") await Metadata.Advisories.EndRunAsync(run with { Error = "no route" }, default);
        if (@case == "absent") await Metadata.Advisories.RemoveFeedAsync("debian", default);
        var name = @case switch { "unknown" => "odd/hannah:1", "end-of-life" => "odd/stretch:9", _ => "shop/app:1" };
        if (!images.Digests.ContainsKey(name))
        {
            var release = @case == "unknown" ? "ID=hannah\nVERSION_ID=1\n" : "ID=debian\nVERSION_ID=9\n";
            await images.PushAsync(name.Split(':')[0], name.Split(':')[1], SampleLayer.Of(("etc/os-release", release), ("var/lib/dpkg/status", SampleLayer.Package("libc6", "2.36-9"))));
            await images.ReadyAsync();
        }

        var reasons = Each((await GetAsync(images.Wire, "findings?image=" + name)).GetProperty("notEvaluated"), gap => gap.GetProperty("reason").GetString()!);

        reasons.ShouldContain(text => text.Contains(reason, StringComparison.Ordinal), string.Join(" | ", reasons));
        (await PageAsync($"/r/{name}/vulnerabilities")).QuerySelector(".notice.warn")!.Words().ShouldContain(reason);
    }

    [Fact]
    public async Task Shows_it_on_pages()
    {
        var exposure = await PageAsync("/exposure/" + Cve);
        exposure.QuerySelector("ul.numbers")!.Words().ShouldContain("3 images in all");
        exposure.Rows("Images that it reaches").Count.ShouldBe(3);
        exposure.Rows("Packages").ShouldHaveSingleItem()[2].ShouldBe("affected");
        (await PageAsync("/exposure/CVE-1999-0001")).QuerySelector(".notice.warn")!.Words().ShouldContain("No advisory");
        (await PageAsync("/exposure")).QuerySelector("form.filter").ShouldNotBeNull();

        var image = await PageAsync("/r/shop/app:1/vulnerabilities");
        image.Rows("Vulnerabilities").ShouldHaveSingleItem()[2].ShouldBe("3.0.2");
        (await PageAsync("/r/shop/app:2/vulnerabilities")).QuerySelector("main")!.Words().ShouldContain("0 can be mended");
    }

    [Fact]
    public async Task Says_on_the_overview_and_in_lists_what_is_known_and_what_mends_it()
    {
        var field = (await PageAsync("/r/shop/app:1")).QuerySelectorAll(".field").Single(f => f.QuerySelector("dt")!.Words() == "Vulnerabilities").QuerySelector("dd")!.Words();
        field.ShouldContain("1 vulnerability: 1 high 1 can be mended");
        field.ShouldContain($"openssl 3.0.1: {Cve} high mended in 3.0.2");

        var tags = (await PageAsync("/r/shop/app")).Rows("Tags");
        tags.Single(row => row[0] == "1")[1].ShouldContain("1 vulnerability: 1 high");
        tags.Single(row => row[0] == "2")[1].ShouldNotContain("1 vulnerability");
    }

    [Fact]
    public async Task Reports_the_first_day_on_paper()
    {
        (await images.Wire.GetAsync("/v2/shop/app/manifests/1", ("Accept", "*/*"))).Expect(200);
        var answer = (await images.Wire.GetAsync($"/api/v1/exposure/{Cve}/report")).Expect(200);
        answer.Text.ShouldContain("break-before: page");
        // A file that stands alone, and light whatever the reader's system is.
        answer.Text.ShouldNotContain("rel=\"stylesheet\"");
        answer.Text.ShouldContain("<meta name=\"color-scheme\" content=\"light\"");

        var report = await PageAsync($"/exposure/{Cve}/report");
        var sections = report.QuerySelectorAll("section").Select(section => section.Words()).ToList();
        sections[0].ShouldContain("shop/app:1");
        sections[0].ShouldContain("openssl 3.0.1, layer 0, fixed in 3.0.2");
        report.Rows("Resolved or pulled").ShouldContain(row => row[1] == "admin" && row[2] == "127.0.0.1" && row[3].StartsWith("shop/app:1", StringComparison.Ordinal));
        sections[2].ShouldContain("base/debian:12");
        sections[2].ShouldContain("secret/app:1");
        sections[3].ShouldContain("3.0.1 is in");
        (await images.Anonymous.GetAsync($"/api/v1/exposure/{Cve}/report")).Expect(401);

        using var reader = await PersonAsync("report-reader", "shop/**", "reader");
        var theirs = (await reader.GetAsync($"/api/v1/exposure/{Cve}/report")).Expect(200).Text;
        theirs.ShouldNotContain("secret/app");
        theirs.ShouldContain("Only those who may read the events");
    }

    [Theory]
    [InlineData("openssl <3.0.2", 3, "3.0.1")]
    [InlineData("deb:openssl >= 3.0.2, < 4", 1, "3.0.2")]
    [InlineData("openssl >3.0.1~ !=3.0.2", 3, "3.0.1")]
    [InlineData("openssl >3.0.2", 0, "")]
    public async Task Finds_packages_by_a_range_of_versions(string text, int count, string version)
    {
        var found = (await GetAsync(images.Wire, "search?package=" + Uri.EscapeDataString(text))).GetProperty("packages").EnumerateArray().ToList();
        found.Where(p => p.GetProperty("version").GetString() == version).Select(p => p.GetProperty("digest").GetString()).Distinct().Count().ShouldBe(count);
        found.ShouldAllBe(p => p.GetProperty("version").GetString() == version);
    }

    [Theory]
    [InlineData("openssl <")]
    [InlineData("openssl 3.0.2")]
    [InlineData("openssl@3.0.1 <3.0.2")]
    [InlineData("open* <3.0.2")]
    public async Task Refuses_bounds_that_say_nothing(string text) => (await images.Wire.GetAsync("/api/v1/search?package=" + Uri.EscapeDataString(text))).Expect(400).Text.ShouldContain("bounds");

    private async Task<IHtmlDocument> PageAsync(string path) => await (await PageSession.SignInAsync(images.Anonymous, "admin", images.Password)).PageAsync(path);

    private async Task<Wire> PersonAsync(string name, string path, string role)
    {
        const string Password = "a long enough passphrase 1";
        (await images.Wire.PostAsync("/api/v1/users", JsonSerializer.SerializeToUtf8Bytes(new { name, password = Password }), ("Content-Type", "application/json"))).Expect(201);
        (await images.Wire.PostAsync("/api/v1/grants", JsonSerializer.SerializeToUtf8Bytes(new { subject = "user:" + name, path, role }), ("Content-Type", "application/json"))).Expect(200, 201, 204);
        return images.Login(name, Password);
    }
}
