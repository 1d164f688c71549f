using AngleSharp.Html.Dom;
using Plimsoll.Core;
using Plimsoll.Server.Tests.Api;

namespace Plimsoll.Server.Tests.Pages;

/// <summary>The pages about files, changes and what is found in all images; none of them needs script.</summary>
public sealed class InsidePageTests(InsideImages images) : IClassFixture<InsideImages>
{
    private async Task<IHtmlDocument> PageAsync(string path) => await (await PageSession.SignInAsync(images.Anonymous, "admin", images.Password)).PageAsync(path);

    [Fact]
    public async Task Shows_the_files_folder_by_folder_with_what_layers_did()
    {
        var root = await PageAsync("/r/shop/app:2/files");
        root.Rows("What each layer did").Count.ShouldBe(4);
        root.QuerySelectorAll("tbody th a").Select(a => a.TextContent.Trim()).ShouldContain("srv/");

        var app = await PageAsync("/r/shop/app:2/files?path=/srv/app");
        app.Rows("2 entries").Select(row => $"{row[0]} {row[5]} {row[6]}").ShouldBe(["conf 1 removed by 2 3 B in vain", "run 2 changed 3 B in vain"]);
        app.QuerySelectorAll("h2.way a").Select(a => (a.Words(), a.GetAttribute("href"))).ShouldBe([("/", "/r/shop/app:2/files"), ("srv", "/r/shop/app:2/files?path=%2Fsrv"), ("app", "/r/shop/app:2/files?path=%2Fsrv%2Fapp")]);
        var layer = await PageAsync("/r/shop/app:2/files?path=/srv/app&layer=1");
        layer.Rows("2 entries").Select(row => $"{row[0]} {row[6]}").ShouldBe(["conf added, hidden by 2 3 B in vain", "run added, hidden by 2 3 B in vain"]);
        (await PageAsync("/r/shop/app:2/files?path=/nowhere")).QuerySelector("main")!.Words().ShouldContain("Nothing stands here, or ever stood.");
    }

    [Fact]
    public async Task Shows_how_one_image_became_another()
    {
        var page = await PageAsync("/diff?from=shop/app:1&to=shop/app:2");

        page.QuerySelector(".notice")!.Words().ShouldBe("shop/app:2 is shop/app:1 with 1 package upgraded, 2 other files that differ and 1 setting changed");
        page.Rows("Packages: 1 upgraded, 1 the same")[0][..4].ShouldBe(["upgraded", "openssl", "3.0.1", "3.0.2"]);
        page.Rows("The other files").Select(row => row[1]).ShouldBe(["/srv/app/conf", "/srv/app/run"]);
        page.Rows("Configuration").ShouldHaveSingleItem().ShouldBe(["env LAYERS", "2", "3"]);
        (await PageAsync("/diff?from=shop/app:1&to=shop/none:2")).QuerySelector(".notice.warn").ShouldNotBeNull();
        (await PageAsync("/diff")).QuerySelector("form.filter").ShouldNotBeNull();
    }

    [Fact]
    public async Task Shows_what_each_move_of_a_tag_changed()
    {
        var rows = (await PageAsync("/r/shop/app?view=history&tag=latest")).Rows("Moves of tags");

        rows[0][5].ShouldBe("1 package upgraded, 1 setting changed openssl 3.0.1 → 3.0.2");
        rows[1][5].ShouldBe("the tag was new");
    }

    [Fact]
    public async Task Lists_what_is_wrong_and_filters_it()
    {
        var page = await PageAsync("/r/shop/app:2/findings");

        var kinds = page.QuerySelectorAll("select[name=kind] option").Select(option => option.GetAttribute("value")!).Where(kind => kind.Length > 0).ToList();
        kinds.ShouldContain("config-no-healthcheck");
        page.QuerySelectorAll("tbody tr").Length.ShouldBeGreaterThanOrEqualTo(kinds.Count);
        var filtered = await PageAsync("/r/shop/app:2/findings?kind=config-no-healthcheck");
        filtered.Rows("1 finding").ShouldHaveSingleItem()[..3].ShouldBe(["config.healthCheck", "info", "config-no-healthcheck"]);
        (await PageAsync("/r/shop/app:2/findings?kind=none")).QuerySelector("main")!.Words().ShouldContain("No finding is of this kind");
    }

    [Fact]
    public async Task Shows_on_what_an_image_stands()
    {
        var fields = Fields(await PageAsync("/r/shop/app:2"));

        fields["Stands on"].ShouldBe("shop/app:1 2 layers what was added");
        fields["It says itself"].ShouldBe("base/debian:12 a claim of the builder");
        Fields(await PageAsync("/r/base/debian:12"))["Others on it"].ShouldContain("shop/app:latest");
    }

    private static Dictionary<string, string> Fields(IHtmlDocument page) => page.QuerySelectorAll(".field").ToDictionary(f => f.QuerySelector("dt")!.Words(), f => f.QuerySelector("dd")!.Words());

    [Theory]
    [InlineData("by=package&text=openssl", "Images with the package", 4)]
    [InlineData("by=path&text=/srv/app/run", "Images with the file", 3)]
    [InlineData("by=label&text=team", "Images with the label", 4)]
    public async Task Finds_images_by_what_is_inside(string query, string caption, int rows) => (await PageAsync("/search?" + query)).Rows(caption).Count.ShouldBe(rows);

    [Fact]
    public async Task Says_when_nothing_is_found_and_when_the_question_is_none()
    {
        (await PageAsync("/search?by=digest&text=" + Digest.Of("never"u8))).QuerySelector("main")!.Words().ShouldContain("No image that you may read has it.");
        (await PageAsync("/search?by=digest&text=abc")).QuerySelector(".notice.warn").ShouldNotBeNull();
        (await PageAsync("/search")).QuerySelectorAll("option").Length.ShouldBe(5);
    }
}
