namespace Plimsoll.Server.Tests.Pages;

/// <summary>The licences of an image, for people.</summary>
public sealed class LicencePageTests(Showcase showcase) : IClassFixture<Showcase>
{
    [Fact]
    public async Task Shows_classes_as_a_chart_that_filters()
    {
        var page = await showcase.Wire.PageAsync("/r/shop/api:1.1/licences");

        page.QuerySelectorAll("svg.bar a").Select(bar => bar.GetAttribute("aria-label")).ShouldContain("1 packages, network-copyleft");
        var filtered = await showcase.Wire.PageAsync(page.QuerySelectorAll(".legend a").Single(link => link.TextContent == "network-copyleft").GetAttribute("href")!);
        filtered.Rows("1 package")[0][..2].ShouldBe(["lib-003 1.3-1", "AGPL-3.0-only"]);
    }

    [Fact]
    public async Task Filters_by_licence_and_text()
    {
        (await showcase.Wire.PageAsync("/r/shop/api:1.1/licences?licence=MIT")).Rows("2 packages").Select(row => row[0]).ShouldBe(["lib-000 1.0-1", "lib-001 1.1-1"]);
        (await showcase.Wire.PageAsync("/r/shop/api:1.1/licences?q=lgpl")).Rows("1 package").Select(row => row[0]).ShouldBe(["lib-002 1.2-1"]);
        (await showcase.Wire.PageAsync("/r/shop/api:1.1/licences?q=nothing-like-it")).QuerySelector("main")!.Words().ShouldContain("No package matches");
    }

    [Fact]
    public async Task Says_what_licences_ask_for_and_why_some_are_unknown()
    {
        var page = await showcase.Wire.PageAsync("/r/shop/api:1.1/licences?class=unknown");

        page.Rows("Licences and what they ask for").ShouldContain(row => row[0] == "LGPL-2.1-or-later" && row[3].Contains("relinking", StringComparison.Ordinal));
        page.QuerySelector("main")!.Words().ShouldContain("there is no copyright file");
    }
}
