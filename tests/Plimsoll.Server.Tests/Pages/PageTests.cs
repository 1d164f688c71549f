namespace Plimsoll.Server.Tests.Pages;

/// <summary>What every page promises, whatever it shows.</summary>
public sealed class PageTests(Showcase showcase) : IClassFixture<Showcase>
{
    /// <summary>A page of every kind.</summary>
    public static TheoryData<string> Pages =>
    [
        "/", "/?q=api", "/?q=nothing-like-it", "/r/shop/api", "/r/shop/api?view=history", "/r/shop/api?view=history&tag=latest", "/r/shop/api?view=manifests",
        "/r/shop/api:1.1", "/r/shop/api:1.1/packages", "/r/shop/api:1.1/packages?q=lib-1&sort=-version&layer=0&type=deb", "/r/shop/api:1.1/packages?offset=200",
        "/r/shop/api:1.1/licences", "/r/shop/api:1.1/licences?class=unknown&offset=200", "/r/shop/api:1.1/licences?licence=MIT&q=lib",
        "/r/shop/api:1.1/layers", "/r/shop/api:1.1/config", "/r/shop/api:1.1/history", "/r/shop/api:1.1/referrers", "/r/shop/api:1.1/sbom", "/r/shop/api:1.1/raw",
        "/r/shop/multi:3.0", "/r/shop/multi:3.0/packages", "/r/shop/multi:3.0/layers?platform=linux/arm64", "/r/shop/broken:1", "/audit", "/audit?action=push&since=2026-01-01",
        "/account", "/users", "/groups", "/robots", "/robots/sample", "/grants",
        "/jobs", "/jobs?state=failed", "/jobs?state=done", "/jobs?state=waiting&kind=inspection", "/storage",
        "/advisories", "/advisories?q=CVE-", "/advisories/problems?feed=Go",
        "/exposure", "/exposure/CVE-2026-1", "/exposure/CVE-2026-1/report", "/webhooks", "/webhooks?state=done",
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Is_well_formed_and_can_be_found_ones_way_in(string path)
    {
        var page = await showcase.Wire.PageAsync(path);

        page.DocumentElement.GetAttribute("lang").ShouldBe("en");
        page.Title.ShouldNotBeNullOrWhiteSpace();
        page.QuerySelectorAll("h1").Length.ShouldBe(1);
        page.QuerySelectorAll("main").Length.ShouldBe(1);
        page.QuerySelectorAll("[id]").Select(e => e.Id).ShouldBeUnique();
        foreach (var table in page.QuerySelectorAll("table"))
        {
            table.QuerySelector("caption")!.Words().ShouldNotBeEmpty();
            table.QuerySelectorAll("thead th").ShouldAllBe(th => th.GetAttribute("scope") == "col");
            var columns = table.QuerySelectorAll("thead th").Length;
            table.QuerySelectorAll("tbody tr").ShouldAllBe(row => row.Children.Length == columns && row.QuerySelector("th[scope=row], time") != null);
        }
        foreach (var field in page.QuerySelectorAll("input:not([type=hidden]), select"))
            (field.GetAttribute("aria-label") ?? (field.Closest("label") ?? page.QuerySelector($"label[for='{field.Id}']"))!.Words()).ShouldNotBeEmpty();
        foreach (var form in page.QuerySelectorAll("form[method=post]")) form.QuerySelectorAll("button").ShouldNotBeEmpty();
        foreach (var chart in page.QuerySelectorAll("svg:not([aria-hidden])"))
            page.GetElementById(chart.GetAttribute("aria-labelledby")!)!.Words().ShouldNotBeEmpty();
        foreach (var link in page.QuerySelectorAll("a"))
            (link.Words().Length > 0 || link.HasAttribute("aria-label")).ShouldBeTrue(link.OuterHtml);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Holds_nothing_that_a_strict_content_policy_would_block(string path)
    {
        var answer = await showcase.Wire.GetAsync(path);
        var page = HtmlPage.Parse(answer.Text);

        answer["Content-Security-Policy"].ShouldBe("default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'");
        answer["X-Content-Type-Options"].ShouldBe("nosniff");
        page.QuerySelectorAll("script").ShouldAllBe(script => script.GetAttribute("src")!.StartsWith("/assets/", StringComparison.Ordinal) && script.TextContent.Length == 0);
        page.QuerySelectorAll("[style], style, iframe, object, embed, base, img").ShouldBeEmpty();
        page.All.SelectMany(e => e.Attributes).ShouldAllBe(attribute => !attribute.Name.StartsWith("on", StringComparison.Ordinal));
        page.QuerySelectorAll("a, form, link").Select(e => e.GetAttribute("href") ?? e.GetAttribute("action") ?? "/").ShouldAllBe(target =>
            (target.StartsWith('/') && !target.StartsWith("//", StringComparison.Ordinal)) || target.StartsWith('#') || target == "https://git.example.org/shop/api");
    }

    /// <summary>Without script, so that what is left out is only the copy buttons.</summary>
    [Fact]
    public async Task Leads_only_to_what_is_there()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<string>(["/"]);
        while (waiting.TryDequeue(out var path) && seen.Count < 400)
        {
            if (!seen.Add(path)) continue;
            var answer = await showcase.Wire.GetAsync(path);
            answer.Status.ShouldBe(200, path);
            if (answer["Content-Type"]?.StartsWith("text/html", StringComparison.Ordinal) != true) continue;
            foreach (var link in HtmlPage.Parse(answer.Text).QuerySelectorAll("a, link, script").Select(e => e.GetAttribute("href") ?? e.GetAttribute("src")))
            {
                // One look at a list in each order and filter is enough.
                if (link is ['/', ..] && !link.Contains("layer=", StringComparison.Ordinal) && !link.Contains("sort=", StringComparison.Ordinal)) waiting.Enqueue(link);
            }
        }
        seen.Count.ShouldBeGreaterThan(50);
    }

    [Fact]
    public async Task Sends_every_asset_once_and_for_ever()
    {
        var page = await showcase.Wire.PageAsync("/");
        foreach (var asset in page.QuerySelectorAll("link[rel=stylesheet], link[rel=icon]").Select(e => e.GetAttribute("href")!).Concat(page.QuerySelectorAll("script").Select(e => e.GetAttribute("src")!)))
        {
            var answer = (await showcase.Anonymous.GetAsync(asset)).Expect(200);
            answer["Cache-Control"].ShouldBe("public, max-age=31536000, immutable");
            answer.Body.Length.ShouldBeLessThan(8 * 1024, asset);
        }
    }

    [Fact]
    public async Task Stays_small()
    {
        foreach (var path in new[] { "/", "/r/shop/api", "/r/shop/api:1.1" }) (await showcase.Wire.GetAsync(path)).Body.Length.ShouldBeLessThan(30_000, path);
        (await showcase.Wire.GetAsync("/r/shop/api:1.1/packages")).Body.Length.ShouldBeLessThan(200_000);
    }

    [Theory]
    [InlineData("/no/such/page", 404)]
    [InlineData("/r/", 302)]
    [InlineData("/r/UPPER", 404)]
    [InlineData("/r/shop/none", 404)]
    [InlineData("/r/shop/api:none", 404)]
    [InlineData("/r/shop/api:1.1/none", 404)]
    [InlineData("/r/shop/api@sha256:00", 404)]
    [InlineData("/r/shop/api@sha256:0000000000000000000000000000000000000000000000000000000000000000", 404)]
    [InlineData("/r/shop/multi:3.0/packages?platform=linux/s390x", 404)]
    [InlineData("/r/shop/api:1.1/packages?offset=-5&layer=x&sort=nonsense", 200)]
    [InlineData("/r/shop/api?view=history&before=x", 200)]
    [InlineData("/?after=UPPER&q=%3Cscript%3E", 200)]
    [InlineData("/audit?since=yesterday", 200)]
    [InlineData("/audit?before=nonsense", 200)]
    public async Task Answers_any_address_in_plain_words(string path, int status)
    {
        var answer = (await showcase.Wire.GetAsync(path)).Expect(status);

        if (status != 404) return;
        var page = HtmlPage.Parse(answer.Text);
        page.QuerySelector("h1")!.Words().ShouldNotBeEmpty();
        page.QuerySelector("main a[href='/']").ShouldNotBeNull();
    }
}
