namespace Plimsoll.Server.Tests.Pages;

/// <summary>What the pages of repositories and images show.</summary>
public sealed class BrowseTests(Showcase showcase) : IClassFixture<Showcase>
{
    [Fact]
    public async Task Shows_what_arrived_lately_with_the_newest_first()
    {
        var page = await showcase.Wire.PageAsync("/");

        var recent = page.Rows("Pushed lately");
        recent[0][0].ShouldBe("shop/broken:1");
        recent.ShouldContain(row => row[0] == "shop/api:1.1" && row[1].Contains("linux/amd64") && row[2] == Showcase.Packages.ToString());
        page.Rows("Repositories").Select(row => row[0]).ShouldBe(["shop/api", "shop/broken", "shop/multi"]);
    }

    [Fact]
    public async Task Finds_repositories_by_a_part_of_their_name() =>
        (await showcase.Wire.PageAsync("/?q=MULT")).Rows("Repositories").Select(row => row[0]).ShouldBe(["shop/multi"]);

    [Fact]
    public async Task Shows_the_tags_of_a_repository_with_what_is_inside()
    {
        var page = await showcase.Wire.PageAsync("/r/shop/api");

        var tags = page.Rows("Tags");
        tags.Select(row => row[0]).ShouldBe(["1.0", "1.1", "latest"]);
        tags[1][1].ShouldContain("linux/amd64");
        tags[1][2].ShouldBe(Showcase.Packages.ToString());
        page.QuerySelector(".command code")!.TextContent.ShouldBe($"docker pull {new Uri(showcase.Address).Authority}/shop/api:latest");
    }

    [Fact]
    public async Task Draws_every_period_of_every_tag_and_equal_digests_in_equal_shades()
    {
        var page = await showcase.Wire.PageAsync("/r/shop/api");

        var marks = page.QuerySelectorAll("svg.timeline rect").Select(r => (Title: r.QuerySelector("title")!.TextContent, Shade: r.ClassName)).ToList();
        marks.Count(m => m.Title.StartsWith("latest: ", StringComparison.Ordinal)).ShouldBe(2);
        marks.Count(m => m.Title.StartsWith("candidate: ", StringComparison.Ordinal)).ShouldBe(1);
        marks.Last(m => m.Title.StartsWith("latest: ", StringComparison.Ordinal)).Shade.ShouldBe(marks.Single(m => m.Title.StartsWith("1.1: ", StringComparison.Ordinal)).Shade);
        marks.Single(m => m.Title.StartsWith("1.0: ", StringComparison.Ordinal)).Shade.ShouldNotBe(marks.Single(m => m.Title.StartsWith("1.1: ", StringComparison.Ordinal)).Shade);
    }

    [Fact]
    public async Task Tells_the_history_of_tags_deletions_included()
    {
        var moves = (await showcase.Wire.PageAsync("/r/shop/api?view=history")).Rows("Moves of tags");

        moves.Select(m => $"{m[1]} {m[2]}").ShouldBe(["0.9 deleted", "candidate deleted", "candidate new", "latest moved", "1.1 new", "latest new", "1.0 new", "0.9 new"]);
        moves.ShouldAllBe(m => m[5] == "admin");
    }

    [Fact]
    public async Task Lists_manifests_without_a_tag_and_artifacts_too()
    {
        var rows = (await showcase.Wire.PageAsync("/r/shop/api?view=manifests")).Rows("Manifests");

        var (untagged, referrer) = (showcase.Untagged[..19], showcase.Referrer[..19]);
        rows.ShouldContain(row => row[0] == untagged && row[2] == "none");
        rows.ShouldContain(row => row[0] == referrer && row[1].Contains("application/spdx+json"));
    }

    [Fact]
    public async Task Shows_an_image_at_a_glance()
    {
        var page = await showcase.Wire.PageAsync("/r/shop/api:1.1");
        var facts = page.QuerySelectorAll(".field").ToDictionary(f => f.QuerySelector("dt")!.Words(), f => f.QuerySelector("dd")!.Words());

        page.QuerySelector("h1")!.Words().ShouldBe("shop/api:1.1");
        facts["Digest"].ShouldBe(showcase.Digest);
        facts["Tags"].ShouldBe("1.1 latest");
        facts["Platform"].ShouldBe("linux/amd64");
        facts["System"].ShouldBe("Debian GNU/Linux 12 (bookworm)");
        facts["Packages"].ShouldBe($"{Showcase.Packages} deb");
        facts["Read"].ShouldBe("completely");
        page.QuerySelectorAll(".notice").ShouldBeEmpty();
        page.QuerySelector("meta[http-equiv=refresh]").ShouldBeNull();
    }

    [Fact]
    public async Task Says_so_when_an_image_was_read_in_part()
    {
        var page = await showcase.Wire.PageAsync("/r/shop/broken:1");

        page.QuerySelectorAll(".notice").Select(n => n.Words()).ShouldContain(text => text.StartsWith("Not everything in this image could be read", StringComparison.Ordinal));
        page.Rows("Notes").ShouldNotBeEmpty();
        page.QuerySelectorAll(".tabs a").Select(a => a.Words()).ShouldContain(text => text.StartsWith("Packages ≥", StringComparison.Ordinal), "a partial count must not look like a whole one");
        (await showcase.Wire.PageAsync("/")).Rows("Pushed lately").Single(row => row[0] == "shop/broken:1")[1].ShouldNotContain("opened");
    }

    [Fact]
    public async Task Lists_the_children_of_an_index_and_shows_the_inside_of_the_one_that_is_asked_for()
    {
        var index = await showcase.Wire.PageAsync("/r/shop/multi:3.0");
        index.Rows("Images of this index").Select(row => row[0]).ShouldBe(["linux/amd64", "linux/arm64"]);

        var chosen = await showcase.Wire.PageAsync("/r/shop/multi:3.0/config?platform=linux/arm64");
        chosen.QuerySelector(".note")!.Words().ShouldContain("its image for linux/arm64");
        (await showcase.Wire.PageAsync("/r/shop/multi:3.0/packages")).QuerySelector(".note")!.Words().ShouldContain("its image for linux/amd64");
    }

    [Fact]
    public async Task Filters_sorts_and_pages_through_packages()
    {
        var all = await showcase.Wire.PageAsync("/r/shop/api:1.1/packages");
        all.Rows("Packages 1 to 200 of 450").Count.ShouldBe(200);
        var next = all.QuerySelector(".pager a[rel=next]")!.GetAttribute("href")!;
        var second = await showcase.Wire.PageAsync(next);
        second.Rows("Packages 201 to 400 of 450")[0][0].ShouldBe("lib-200");

        var some = await showcase.Wire.PageAsync("/r/shop/api:1.1/packages?q=lib-44&sort=-name");
        some.Rows("9 packages").Select(row => row[0]).ShouldBe(Enumerable.Range(440, 9).Reverse().Select(i => $"lib-{i}"));
        some.QuerySelector("th[aria-sort]")!.GetAttribute("aria-sort").ShouldBe("descending");
        (await showcase.Wire.PageAsync("/r/shop/api:1.1/packages?layer=1")).QuerySelector("main")!.Words().ShouldContain("No package matches");
    }

    [Fact]
    public async Task Shows_text_by_strangers_as_text()
    {
        foreach (var view in new[] { "", "/packages?q=zz", "/layers", "/config", "/history", "/raw" })
        {
            var page = await showcase.Wire.PageAsync("/r/shop/api:1.1" + view);
            page.QuerySelectorAll("script:not([src]), img, b > b, bdi *").ShouldBeEmpty(view);
        }
        var config = await showcase.Wire.PageAsync("/r/shop/api:1.1/config");
        config.Rows("Environment").ShouldContain(row => row[0] == "GREETING" && row[1] == Showcase.Hostile);
        config.Rows("Labels").ShouldContain(row => row[0] == Showcase.Hostile && row[1] == Showcase.Hostile);
        config.Rows("Labels").Single(row => row[0] == "direction")[1].ShouldBe("invoice\\u{202E}gpj.exe");
        config.QuerySelectorAll("a").Select(a => a.GetAttribute("href")).ShouldNotContain(href => href!.Contains("javascript", StringComparison.OrdinalIgnoreCase));
        (await showcase.Wire.PageAsync("/r/shop/api:1.1/packages?q=zz")).Rows("1 packages")[0][..2].ShouldBe(["zz", "1.0<script>alert(3)</script>"]);
    }

    [Fact]
    public async Task Lists_what_refers_to_an_image()
    {
        var page = await showcase.Wire.PageAsync("/r/shop/api:1.1/referrers");
        page.Rows("What refers").Single()[0].ShouldBe("SBOM (SPDX)application/spdx+json");

        var referrer = await showcase.Wire.PageAsync("/r/shop/api@" + showcase.Referrer);
        referrer.QuerySelectorAll(".field dt").Select(dt => dt.Words()).ShouldContain("Refers to");
    }
}
