using Microsoft.Playwright;

namespace Plimsoll.Server.Tests.Pages;

/// <summary>The pages as people meet them: in a browser, on narrow and wide screens, by day and by night, with the keyboard alone.</summary>
public sealed class BrowserTests(Showcase showcase, Browser browser) : IClassFixture<Showcase>, IClassFixture<Browser>
{
    private static readonly string[] Paths =
    [
        "/", "/r/shop/api", "/r/shop/api?view=history", "/r/shop/api?view=manifests", "/r/shop/api?view=retention", "/r/shop/api:1.1", "/r/shop/api:1.1/packages", "/r/shop/api:1.1/licences", "/r/shop/api:1.1/layers", "/r/shop/api:1.1/config",
        "/r/shop/api:1.1/history", "/r/shop/api:1.1/files", "/r/shop/api:1.1/files?layer=1", "/r/shop/api:1.1/files?path=/srv/app", "/r/shop/api?view=history&tag=latest", "/diff", "/diff?from=shop/api:1.0&to=shop/api:1.1", "/search", "/search?by=package&text=lib*", "/search?by=path&text=version0", "/search?by=digest&text=x", "/search?by=label&text=direction", "/r/shop/api:1.1/referrers", "/r/shop/api:1.1/trust", "/r/shop/api:1.1/sbom", "/r/shop/api:1.1/raw", "/r/shop/multi:3.0", "/r/shop/broken:1", "/audit", "/account", "/users", "/groups", "/robots", "/robots/sample", "/grants", "/rules", "/jobs", "/jobs?state=failed", "/jobs?state=done", "/storage", "/trust", "/trust/entries", "/trust/identities", "/approvals", "/no/such/page",
    ];

    [Theory]
    [InlineData(320, ColorScheme.Light)]
    [InlineData(768, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Light)]
    public async Task Fits_the_screen_and_breaks_no_rule_of_the_browser(int width, ColorScheme scheme)
    {
        await using var window = await browser.OpenAsync(width, 800, scheme);
        var page = await window.NewPageAsync();
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !message.Text.Contains("status of 404", StringComparison.Ordinal)) complaints.Add($"{page.Url}: {message.Text}");
        };
        page.PageError += (_, error) => complaints.Add($"{page.Url}: {error}");
        page.Dialog += (_, dialog) => complaints.Add($"{page.Url}: a script of a stranger ran: {dialog.Message}");
        await LoginAsync(page);
        foreach (var path in Paths)
        {
            await page.GotoAsync(showcase.Address + path);
            var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            overflow.ShouldBe(0, $"{path} is {overflow} px wider than a screen of {width} px");
            var small = await page.EvaluateAsync<string[]>(SmallTargets);
            small.ShouldBeEmpty($"{path}: targets of less than 24 px (WCAG 2.5.8)");
            var faint = await page.EvaluateAsync<string[]>(FaintText);
            faint.ShouldBeEmpty($"{path}: text with too little contrast (WCAG 1.4.3)");
        }
        complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Can_be_entered_and_left_with_the_keyboard_alone_and_without_script()
    {
        await using var window = await browser.OpenAsync(1280, 800, ColorScheme.Light, script: false);
        var page = await window.NewPageAsync();
        await page.GotoAsync(showcase.Address + "/r/shop/api:1.1/packages");
        page.Url.ShouldStartWith(showcase.Address + "/login?next=");

        await TabToAsync(page, "input[name=name]");
        await page.Keyboard.TypeAsync("admin");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(showcase.Password);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/packages");

        await TabToAsync(page, ".skip");
        (await page.Locator(".skip").BoundingBoxAsync())!.Width.ShouldBeGreaterThan(50, "the link to the content shows when it has the focus");
        await TabToAsync(page, ".filter input[name=q]");
        await page.Keyboard.TypeAsync("lib-42");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**q=lib-42**");
        (await page.Locator("tbody tr").CountAsync()).ShouldBe(10);

        await TabToAsync(page, "form[action='/logout'] button");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/login");
    }

    [Fact]
    public async Task Copies_a_command()
    {
        await using var window = await browser.OpenAsync(1280, 800, ColorScheme.Light);
        await window.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        var page = await window.NewPageAsync();
        await LoginAsync(page);
        await page.GotoAsync(showcase.Address + "/r/shop/api");

        await page.Locator("button.copy").First.ClickAsync();

        await Assertions.Expect(page.Locator("button.copy").First).ToHaveTextAsync("Copied");
        (await page.EvaluateAsync<string>("navigator.clipboard.readText()")).ShouldEndWith("/shop/api:latest");
    }

    /// <summary>Links in a sentence may be as small as its text; everything else may not.</summary>
    private const string SmallTargets = """
        [...document.querySelectorAll('a, button, input:not([type=hidden]), select')].filter(e => {
          const box = e.getBoundingClientRect();
          if (box.width === 0 || e.closest('p, .skip, li, .command, svg, td, th, dd, footer, .hidden, h1') ) return false;
          return box.height < 24 || box.width < 24;
        }).map(e => e.outerHTML.slice(0, 100))
        """;

    private const string FaintText = """
        (() => {
          const light = c => c.match(/[\d.]+/g).slice(0, 3).map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((s, v, i) => s + v * [0.2126, 0.7152, 0.0722][i], 0);
          const behind = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (!/, 0\)$|transparent/.test(c)) return c; } return 'rgb(255,255,255)'; };
          const faint = new Set();
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (texts.nextNode()) {
            const e = texts.currentNode.parentElement;
            if (!texts.currentNode.data.trim() || e.closest('svg, script, datalist, select') || !e.getClientRects().length) continue;
            const [a, b] = [light(getComputedStyle(e).color), light(behind(e))].sort((x, y) => y - x);
            if ((a + 0.05) / (b + 0.05) < 4.5) faint.add(`${e.tagName} ${e.className}: ${texts.currentNode.data.trim().slice(0, 30)}`);
          }
          return [...faint];
        })()
        """;

    private async Task LoginAsync(IPage page)
    {
        await page.GotoAsync(showcase.Address + "/login");
        await page.FillAsync("input[name=name]", "admin");
        await page.FillAsync("input[name=password]", showcase.Password);
        await page.ClickAsync("main button");
        await page.WaitForURLAsync(showcase.Address + "/");
    }

    /// <summary>Presses the tab key until something has the focus.</summary>
    private static async Task TabToAsync(IPage page, string selector)
    {
        for (var presses = 0; presses < 60; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.Locator(selector).First.EvaluateAsync<bool>("e => e === document.activeElement")) return;
        }
        throw new InvalidOperationException($"{selector} cannot be reached with the tab key");
    }
}
