using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Plimsoll.Core;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Server.Tests.Pages;

namespace Plimsoll.Server.Tests.Api;

/// <summary>An image of 10,000 packages and 100,000 files in one directory: what is shown of it stays small, and comes soon.</summary>
public sealed class LargeImageTests(RegistryFixture registry, ITestOutputHelper output) : IClassFixture<RegistryFixture>
{
    private const int Files = 100_000;
    private const int Packages = 10_000;

    // Generous: machines that run tests are busy. The figures themselves are printed.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Pages_and_lists_stay_small_and_quick()
    {
        await PushAsync();
        await TimeAsync("first look into a directory", "/api/v1/tree?image=large/image:1&path=/srv/many&n=200");
        var last = "";
        for (var path = "/api/v1/tree?image=large/image:1&path=/srv/many&n=1000&after=f099"; path is not null;)
        {
            var page = (await TimeAsync("a page of 1000 near the end", path)).Json;
            last = page.GetProperty("items").EnumerateArray().Last().GetProperty("path").GetString();
            path = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        last.ShouldBe("/srv/many/f099999");
        var session = await PageSession.SignInAsync(registry.Anonymous, "admin", registry.Password);
        foreach (var path in new[] { "/r/large/image:1/files", "/r/large/image:1/files?path=/srv/many", "/r/large/image:1/files?path=/srv/many&after=f050000", "/diff?from=large/image:1&to=large/image:2", "/search?by=package&text=lib*" })
        {
            var started = Stopwatch.GetTimestamp();
            var page = (await session.GetAsync(path)).Expect(200);
            Report(path, started, page);
            page.Body.Length.ShouldBeLessThan(500_000, path);
        }
        var diff = (await TimeAsync("comparison", "/api/v1/diff?from=large/image:1&to=large/image:2")).Json;
        diff.GetProperty("packages").GetProperty("upgraded").GetInt32().ShouldBe(1);
        diff.GetProperty("files").GetProperty("added").GetInt32().ShouldBe(0);
        diff.GetProperty("files").GetProperty("removed").GetInt32().ShouldBe(Files);
    }

    private async Task<Answer> TimeAsync(string what, string path)
    {
        var started = Stopwatch.GetTimestamp();
        var answer = (await registry.Wire.GetAsync(path)).Expect(200);
        Report(what, started, answer);
        return answer;
    }

    private void Report(string what, long started, Answer answer)
    {
        var taken = Stopwatch.GetElapsedTime(started);
        output.WriteLine($"{what}: {taken.TotalMilliseconds:F0} ms, {answer.Body.Length} bytes");
        taken.ShouldBeLessThan(Patience, what);
    }

    private async Task PushAsync()
    {
        var wire = new RepositoryOnWire(registry.Wire, "large/image");
        var system = SampleLayer.Debian(Status("1"));
        var upgraded = SampleLayer.Of(("var/lib/dpkg/status", Status("2")), ("srv/.wh.many", ""));
        var many = ManyFiles();
        foreach (var (tag, layers) in new[] { ("1", new[] { system, many }), ("2", new[] { system, many, upgraded }) })
        {
            var config = ImageBuilder.Json($$$"""{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[{{{string.Join(',', layers.Select(l => $"\"{l.DiffId}\""))}}}]}}""", MediaTypes.OciConfig);
            foreach (var blob in layers.Select(l => l.Content).Append(config)) await wire.PushAsync(blob);
            (await wire.PutAsync(ImageBuilder.Image(config.Descriptor, layers.Select(l => l.Content.Descriptor)), tag)).Expect(201);
        }
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        foreach (var tag in new[] { "1", "2" })
        {
            while ((await registry.Wire.GetAsync("/api/v1/inspection?image=large/image:" + tag)).Expect(200, 202).Status == 202) await Task.Delay(200, patience.Token);
        }
    }

    private static string Status(string lastVersion)
    {
        var status = new StringBuilder();
        for (var i = 1; i < Packages; i++) status.Append(SampleLayer.Package($"lib-{i:00000}", "1.0-1"));
        return status.Append(SampleLayer.Package("openssl", lastVersion)).ToString();
    }

    private static SampleLayer ManyFiles()
    {
        using var packed = new MemoryStream();
        using var hash = SHA256.Create();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (var hashed = new CryptoStream(gzip, hash, CryptoStreamMode.Write))
        {
            using var tar = new TarWriter(hashed);
            for (var i = 0; i < Files; i++) tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"srv/many/f{i:000000}") { ModificationTime = DateTimeOffset.UnixEpoch });
        }
        return new SampleLayer(Content.Of(packed.ToArray(), mediaType: ImageBuilder.LayerGzip), "sha256:" + Convert.ToHexStringLower(hash.Hash!));
    }
}
