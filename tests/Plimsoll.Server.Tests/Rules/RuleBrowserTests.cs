using Microsoft.Playwright;
using Plimsoll.Server.Tests.Pages;

namespace Plimsoll.Server.Tests.Rules;

/// <summary>A person makes a rule, looks at what it would do, holds a tag, lets the rest go and brings it back, in a browser.</summary>
public sealed class RuleBrowserTests(Showcase showcase, Browser browser) : IClassFixture<Showcase>, IClassFixture<Browser>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Goes_the_whole_way_with_and_without_script(bool script)
    {
        var repository = new Fixtures.RepositoryOnWire(showcase.Wire, "browser/" + (script ? "script" : "plain"));
        foreach (var tag in new[] { "one", "two", "three" }) await repository.PushImageAsync(tag);
        await using var window = await browser.OpenAsync(1280, 900, ColorScheme.Light, script);
        var page = await window.NewPageAsync();
        await page.GotoAsync(showcase.Address + "/login?next=/rules");
        await page.FillAsync("input[name=name]", "admin");
        await page.FillAsync("input[name=password]", showcase.Password);
        await page.ClickAsync("main button");

        var form = page.Locator("form:has(input[value=retention])");
        await form.Locator("input[name=path]").FillAsync(repository.Name);
        await form.Locator("input[name=keepLast]").FillAsync("1");
        await form.Locator("button").ClickAsync();
        var row = page.Locator("tbody tr", new PageLocatorOptions { HasText = repository.Name });
        await Assertions.Expect(row).ToContainTextAsync("of * keeps the last 1 pushed");

        await page.GotoAsync($"{showcase.Address}/r/{repository.Name}");
        await page.ClickAsync(".tabs a:has-text('Retention')");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("2 of 3 tags would go");
        await page.FillAsync("form:has(button[value=hold]) input[name=name]", "one");
        await page.FillAsync("input[name=reason]", "seen in the browser");
        await page.ClickAsync("button[value=hold]");
        await Assertions.Expect(page.Locator("tr", new PageLocatorOptions { HasText = "held: seen in the browser" })).ToContainTextAsync("one");

        await page.ClickAsync("details.confirm summary");
        await page.ClickAsync("button[value=retain]");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("0 of 2 tags would go");
        (await repository.TagsAsync()).ShouldBe(["one", "three"]);

        await page.ClickAsync(".tabs a:has-text('History')");
        await page.ClickAsync("button[value=undelete]");
        await page.WaitForURLAsync($"**/r/{repository.Name}");
        (await repository.TagsAsync()).ShouldBe(["one", "three", "two"]);

        await page.GotoAsync(showcase.Address + "/rules");
        await row.Locator("summary").ClickAsync();
        await row.Locator("button.danger").ClickAsync();
        await Assertions.Expect(row).ToHaveCountAsync(0);
    }
}
