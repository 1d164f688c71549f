using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Plimsoll.Core;
using Plimsoll.Server.Tests.Pages;

namespace Plimsoll.Server.Tests.Fixtures;

/// <summary>An image of 10,000 packages and 100,000 files in one directory.</summary>
internal static class LargeImage
{
    public const int Files = 100_000;
    private const int Packages = 10_000;

    /// <summary>Pushes it as <c>large/image:1</c>, and as <c>2</c> without the directory and with one package upgraded; both are opened then.</summary>
    public static async Task PushAsync(RegistryFixture registry)
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
