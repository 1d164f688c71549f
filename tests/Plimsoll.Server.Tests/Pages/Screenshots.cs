using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Clients;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Pages;

/// <summary>Takes the pictures of the README. Not part of the test program; <c>scripts/screenshots.sh</c> builds it in.</summary>
public sealed class Screenshots(Screenshots.Harbour showcase, Browser browser) : IClassFixture<Screenshots.Harbour>, IClassFixture<Browser>
{
    /// <summary>Every view of an image at the widths of a telephone, a tablet and a desk, for looking at: <c>artifacts/screens/</c>.</summary>
    [Fact]
    public async Task Take_every_width()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Tool.Root, "artifacts", "screens")).FullName;
        foreach (var (scheme, width) in from scheme in new[] { ColorScheme.Light, ColorScheme.Dark } from width in new[] { 320, 768, 1280 } select (scheme, width))
        {
            await using var window = await browser.OpenAsync(width, 900, scheme);
            var page = await window.NewPageAsync();
            await SignInAsync(page);
            foreach (var (name, path) in Views)
            {
                await page.GotoAsync(showcase.Address + path);
                await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}-{width}-{scheme}.png") });
            }
        }
    }

    private static readonly (string Name, string Path)[] Views =
    [
        ("image", "/r/shop/api:1.1"), ("packages", "/r/shop/api:1.1/packages"), ("findings", "/r/shop/api:1.1/findings"), ("licences", "/r/shop/api:1.1/licences"), ("sbom", "/r/shop/api:1.1/sbom"),
        ("home", "/"), ("vulnerabilities", "/r/shop/api:1.1/vulnerabilities"), ("exposure", "/exposure/CVE-2024-6119"), ("advisories", "/advisories"), ("webhooks", "/webhooks"), ("events", "/audit"), ("storage", "/storage"),
        ("files", "/r/shop/api:1.1/files?path=/srv/app"), ("diff", "/diff?from=shop/api:1.0&to=shop/api:1.1"), ("search", "/search?by=package&text=libssl*"), ("jobs", "/jobs"), ("trust", "/trust"), ("log", "/trust/entries"), ("identities", "/trust/identities"), ("approvals", "/approvals"), ("vouchers", "/r/shop/api:1.1/trust"),
    ];

    private async Task SignInAsync(IPage page)
    {
        await page.GotoAsync(showcase.Address + "/login");
        await page.FillAsync("input[name=name]", "admin");
        await page.FillAsync("input[name=password]", showcase.Password);
        await page.ClickAsync("main button");
        await page.WaitForURLAsync(showcase.Address + "/");
    }

    /// <summary>The same of an image of 10,000 packages and 100,000 files; some for docs/inspection.md.</summary>
    [Fact]
    public async Task Take_the_large_image()
    {
        await LargeImage.PushAsync(showcase);
        var folder = Directory.CreateDirectory(Path.Combine(Tool.Root, "artifacts", "screens")).FullName;
        var docs = Directory.CreateDirectory(Path.Combine(Tool.Root, "docs", "images")).FullName;
        foreach (var (scheme, width) in from scheme in new[] { ColorScheme.Light, ColorScheme.Dark } from width in new[] { 320, 768, 1280 } select (scheme, width))
        {
            await using var window = await browser.OpenAsync(width, 900, scheme);
            var page = await window.NewPageAsync();
            await SignInAsync(page);
            foreach (var (name, path) in LargeViews)
            {
                await page.GotoAsync(showcase.Address + path);
                (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0, $"{path} at {width}");
                var file = Path.Combine(folder, $"large-{name}-{width}-{scheme}.png");
                await page.ScreenshotAsync(new PageScreenshotOptions { Path = file });
                if (IsInDocs(name, width, scheme)) File.Copy(file, Path.Combine(docs, $"large-{name}-{width}{(scheme == ColorScheme.Dark ? "-dark" : "")}.png"), overwrite: true);
            }
        }
    }

    private static readonly (string Name, string Path)[] LargeViews =
    [
        ("image", "/r/large/image:1"), ("packages", "/r/large/image:1/packages"), ("files", "/r/large/image:1/files"), ("folder", "/r/large/image:1/files?path=/srv/many"), ("findings", "/r/large/image:1/findings"),
        ("licences", "/r/large/image:1/licences"), ("diff", "/diff?from=large/image:1&to=large/image:2"), ("search", "/search?by=package&text=lib*"),
    ];

    private static bool IsInDocs(string name, int width, ColorScheme scheme) => (name, width, scheme) is ("packages", 1280, ColorScheme.Light) or ("folder", 768, ColorScheme.Dark) or ("folder", 320, ColorScheme.Light);

    [Fact]
    public async Task Take()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Tool.Root, "docs", "images")).FullName;
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using var window = await browser.OpenAsync(1180, 800, scheme);
            var page = await window.NewPageAsync();
            await SignInAsync(page);
            foreach (var (name, path) in Pictures)
            {
                await page.GotoAsync(showcase.Address + path);
                var file = Path.Combine(folder, scheme == ColorScheme.Light ? $"{name}.png" : $"{name}-dark.png");
                await page.ScreenshotAsync(new PageScreenshotOptions { Path = file });
            }
        }
    }

    private static readonly (string Name, string Path)[] Pictures =
    [
        ("home", "/"), ("image", "/r/shop/api:1.1"), ("files", "/r/shop/api:1.1/files?path=/srv/app"), ("diff", "/diff?from=shop/api:1.0&to=shop/api:1.1"), ("vulnerabilities", "/r/shop/api:1.1/vulnerabilities"),
        ("exposure", "/exposure/CVE-2024-6119"),
    ];

    /// <summary>The sample registry with the packages of this machine and nothing hostile, so that the pictures look like life.</summary>
    public sealed class Harbour : Showcase
    {
        /// <inheritdoc/>
        protected override string DpkgStatus => Aged("openssl|libssl3", "3.0.11-1~deb12u2", Aged("curl|libcurl4|libcurl3-gnutls", "7.88.1-10+deb12u1", File.ReadAllText("/var/lib/dpkg/status")));

        /// <inheritdoc/>
        protected override string Stranger => "example";

        /// <inheritdoc/>
        protected override IReadOnlyList<int> LayerSizes => [900_000, 250_000, 1_400_000, 30_000];

        /// <inheritdoc/>
        protected override void Configure(ServerOptions options) => options.PublicUrl = "https://registry.example.org";

        /// <inheritdoc/>
        protected override async Task BeginAsync()
        {
            foreach (var file in Directory.GetFiles(Path.Combine(Tool.Root, "docs", "samples", "advisories")))
                (await Wire.PostAsync("/api/v1/advisories?name=" + Path.GetFileName(file), await File.ReadAllBytesAsync(file))).Expect(200);
        }

        /// <summary>The packages as they were when the advisories of docs/samples were new.</summary>
        private static string Aged(string packages, string version, string status) => Regex.Replace(status, $@"(?<=^Package: (?:{packages})\n(?:.+\n)*?Version: ).+$", version, RegexOptions.Multiline);

        /// <inheritdoc/>
        protected override Task RestAsync() => Task.Delay(TimeSpan.FromSeconds(4));
    }
}
