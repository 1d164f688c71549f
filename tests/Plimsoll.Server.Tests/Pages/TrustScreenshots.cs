using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Playwright;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Api;
using Plimsoll.Server.Tests.Clients;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Signing;

namespace Plimsoll.Server.Tests.Pages;

/// <summary>Takes the pictures of the pages about trust. Not part of the test program; <c>scripts/screenshots.sh</c> builds it in.</summary>
public sealed class TrustScreenshots(TrustScreenshots.Signed signed, Browser browser) : IClassFixture<TrustScreenshots.Signed>, IClassFixture<Browser>
{
    private static readonly (string Name, string Path)[] Views =
    [
        ("services", "/trust"), ("log", "/trust/entries"), ("entry", "/trust/entries/0"), ("identities", "/trust/identities"), ("identity", "/trust/identities/release-team"), ("approvals", "/approvals"), ("image", "/r/shop/api:1.1/trust"),
    ];

    [Fact]
    public async Task Take()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Tool.Root, "artifacts", "screens")).FullName;
        var docs = Path.Combine(Tool.Root, "docs", "images");
        foreach (var (scheme, width) in from scheme in new[] { ColorScheme.Light, ColorScheme.Dark } from width in new[] { 320, 1280 } select (scheme, width))
        {
            await using var window = await browser.OpenAsync(width, 900, scheme);
            var page = await window.NewPageAsync();
            await page.GotoAsync(signed.Address + "/login");
            await page.FillAsync("input[name=name]", "admin");
            await page.FillAsync("input[name=password]", signed.Password);
            await page.ClickAsync("main button");
            await page.WaitForURLAsync(signed.Address + "/");
            foreach (var (name, path) in Views)
            {
                await page.GotoAsync(signed.Address + path);
                (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0, $"{path} at {width}");
                var file = Path.Combine(folder, $"trust-{name}-{width}-{scheme}.png");
                await page.ScreenshotAsync(new PageScreenshotOptions { Path = file, FullPage = width == 320 });
                if (width == 1280 && name is "identities" or "approvals") File.Copy(file, Path.Combine(docs, $"{name}{(scheme == ColorScheme.Dark ? "-dark" : "")}.png"), overwrite: true);
            }
        }
    }

    /// <summary>A registry in which several people sign, in several ways, and one whom nobody expected.</summary>
    public sealed class Signed : RegistryFixture, IAsyncLifetime
    {
        private readonly PrivateKey _team = PrivateKey.Generate();
        private readonly PrivateKey _supplier = PrivateKey.Generate();

        protected override void Configure(ServerOptions options)
        {
            options.PublicUrl = "https://registry.example.org";
            options.Vouching.FirstUse = FirstUse.Enforce;
        }

        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            await NameAsync("release-team", new { key = PemEncoding.WriteString("PUBLIC KEY", _team.PublicKey.Spki.Span) });
            var certificate = SigningCertificate.SelfSigned(_supplier, "supplier", DateTimeOffset.UtcNow.AddDays(-1));
            await NameAsync("supplier", new { certificates = new[] { PemEncoding.WriteString("CERTIFICATE", certificate) } });
            await NameAsync("ci", new { subjectPattern = "https://github\\.com/shop/.*", issuer = "https://token.actions.githubusercontent.com" });
            foreach (var repository in new[] { "shop/api", "shop/web", "base/debian" })
            {
                foreach (var tag in new[] { "1.0", "1.1" })
                {
                    var image = await PushAsync(repository, tag);
                    await SignAsync(repository, image, tag == "1.1" && repository == "shop/web" ? _supplier : _team, certificate);
                }
            }
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            while ((await Wire.GetAsync("/api/v1/approvals")).Json.GetProperty("items").GetArrayLength() == 0) await Task.Delay(100, patience.Token);
            await Task.Delay(TimeSpan.FromSeconds(3), patience.Token);
        }

        async ValueTask IAsyncDisposable.DisposeAsync()
        {
            await DisposeAsync();
            _team.Dispose();
            _supplier.Dispose();
        }

        private async Task NameAsync(string name, object identity) =>
            (await Wire.PutAsync("/api/v1/identities/" + name, JsonSerializer.SerializeToUtf8Bytes(identity), ("Content-Type", "application/json"))).Expect(200);

        private async Task<Content> PushAsync(string repository, string tag)
        {
            var wire = new RepositoryOnWire(Wire, repository);
            var image = await wire.PutAsync(ImageBuilder.Image((await wire.PushAsync(ImageBuilder.Config())).Descriptor, [(await wire.PushAsync(ImageBuilder.Layer())).Descriptor]));
            (await wire.PutAsync(image, tag)).Expect(201);
            return image;
        }

        private async Task SignAsync(string repository, Content image, PrivateKey key, byte[] certificate)
        {
            var wire = new RepositoryOnWire(Wire, repository);
            if (key == _team)
            {
                var (bundle, manifest) = await SignedBundle.OfAsync(image, key);
                await wire.PushAsync(bundle);
                (await wire.PutAsync(manifest, manifest.Digest)).Expect(201);
                return;
            }
            var (subject, now) = (new Descriptor { MediaType = image.MediaType, Digest = Digest.Parse(image.Digest), Size = image.Bytes.Length }, DateTimeOffset.UtcNow);
            var envelope = NotationEnvelope.Sign(key, [certificate], subject, now);
            await wire.PushAsync(Content.Of(envelope, mediaType: NotationEnvelope.MediaType));
            await wire.PushAsync(Content.Of(BundleArtifact.EmptyConfig.ToArray(), mediaType: "application/vnd.oci.empty.v1+json"));
            var notation = Content.Of(NotationEnvelope.Manifest(subject, envelope, [certificate], now), mediaType: ImageBuilder.Manifest);
            (await wire.PutAsync(notation, notation.Digest)).Expect(201);
        }
    }
}
