using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Plimsoll.Core;
using Plimsoll.Inspection;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Tests.Pages;

/// <summary>A registry with something in every corner that the pages show: tags that moved, an index, artifacts, hostile names, an image that could not be read to its end.</summary>
public class Showcase : RegistryFixture, IAsyncLifetime
{
    /// <summary>What a stranger would write to break a page.</summary>
    public const string Hostile = "<script>alert(1)</script>\"'&<img src=x onerror=alert(2)>";

    /// <summary>Packages of <c>shop/api:1.1</c>: more than a page of them.</summary>
    public const int Packages = 450;

    /// <summary>The digest behind <c>shop/api:1.1</c>.</summary>
    public string Digest { get; private set; } = "";

    /// <summary>The digest of a manifest of <c>shop/api</c> that no tag points at.</summary>
    public string Untagged { get; private set; } = "";

    /// <summary>The digest of the SBOM that refers to <c>shop/api:1.1</c>.</summary>
    public string Referrer { get; private set; } = "";

    /// <summary>The dpkg database of the images.</summary>
    protected virtual string DpkgStatus => SampleLayer.Packages(Packages - 1) + SampleLayer.Package("zz", "1.0<script>alert(3)</script>");

    /// <summary>What strangers wrote into the images.</summary>
    protected virtual string Stranger => Hostile;

    /// <summary>Bytes of the layers that the application brings.</summary>
    protected virtual IReadOnlyList<int> LayerSizes => [40_000];

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        await FillAsync();
    }

    private async Task RuleAsync(object rule) =>
        (await Wire.PostAsync("/api/v1/rules", JsonSerializer.SerializeToUtf8Bytes(rule), ("Content-Type", "application/json"))).Expect(201);

    /// <summary>What is known before the first image comes.</summary>
    protected virtual Task BeginAsync() => Task.CompletedTask;

    private async Task FillAsync()
    {
        await BeginAsync();
        var api = new RepositoryOnWire(Wire, "shop/api");
        await RuleAsync(new { kind = "retention", path = "shop/**", tags = new[] { "latest", "*" }, keepLast = 1, untaggedDays = 30 });
        await RuleAsync(new { kind = "quota", path = "shop/**", maxBytes = 1L << 30, maxTags = 100, locked = true });
        var root = SampleLayer.Debian(DpkgStatus);
        Untagged = await PushAsync(api, root, "0.9");
        foreach (var version in new[] { "1.0", "1.1" })
        {
            Digest = await PushAsync(api, root, version);
            await PushAsync(api, root, version, tag: "latest");
            await RestAsync();
        }
        await PushAsync(api, root, "1.0", tag: "candidate");
        (await Wire.DeleteAsync(api.Manifest("candidate"))).Expect(202);
        (await Wire.DeleteAsync(api.Manifest("0.9"))).Expect(202);
        Referrer = (await api.PutAsync(await ReferrerAsync(api))).Digest;

        var multi = new RepositoryOnWire(Wire, "shop/multi");
        var children = new List<string>();
        foreach (var architecture in new[] { "amd64", "arm64" })
        {
            var image = await ImageAsync(multi, root, "3.0-" + architecture, architecture);
            await multi.PutAsync(image);
            children.Add(image.Describe($$$""","platform":{"os":"linux","architecture":"{{{architecture}}}"}"""));
        }
        (await multi.PutAsync(ImageBuilder.IndexOf(children), "3.0")).Expect(201);

        var robot = """{"name":"sample","paths":["shop/**"],"role":"writer"}"""u8.ToArray();
        (await Wire.PostAsync("/api/v1/robots", robot, ("Content-Type", "application/json"))).Expect(201);
        (await Wire.PostAsync("/api/v1/groups", """{"name":"crew"}"""u8.ToArray(), ("Content-Type", "application/json"))).Expect(201);
        (await Wire.PutAsync("/api/v1/groups/crew/members/admin")).Expect(204);
        await PushBrokenAsync(new RepositoryOnWire(Wire, "shop/broken"));
        // Deleted before its turn came: an inspection that failed.
        await Server.Services.GetRequiredService<IMetadataStore>().Facts.EnqueueAsync(RepositoryName.Parse("shop/gone"), Core.Digest.Of("gone"u8), ImageInspector.ScannerVersion, default);
        foreach (var image in new[] { "shop/api:1.0", "shop/api:1.1", "shop/multi:3.0", "shop/broken:1" }) await OpenedAsync(image);
    }

    /// <summary>Time that passes between two versions.</summary>
    protected virtual Task RestAsync() => Task.CompletedTask;

    private async Task<string> PushAsync(RepositoryOnWire repository, SampleLayer root, string version, string? tag = null)
    {
        var image = await ImageAsync(repository, root, version, "amd64");
        (await repository.PutAsync(image, tag ?? version)).Expect(201);
        return image.Digest;
    }

    private async Task<Content> ImageAsync(RepositoryOnWire repository, SampleLayer root, string version, string architecture)
    {
        List<SampleLayer> layers = [root, .. LayerSizes.Select((size, i) => SampleLayer.Of(($"srv/app/version{i}", version), ($"srv/app/data{i}", Noise(size))))];
        var config = ImageBuilder.Json(JsonSerializer.Serialize(new
        {
            created = "2026-02-03T04:05:06Z",
            author = "Jane " + Stranger,
            architecture,
            os = "linux",
            config = new
            {
                User = "1000:1000",
                Env = new[] { "PATH=/usr/bin", "GREETING=" + Stranger },
                Entrypoint = new[] { "/srv/app/run", "--title", Stranger },
                ExposedPorts = new Dictionary<string, object> { ["8080/tcp"] = new() },
                WorkingDir = "/srv/app",
                Labels = new Dictionary<string, string>
                {
                    ["org.opencontainers.image.source"] = "https://git.example.org/shop/api",
                    ["org.opencontainers.image.url"] = "javascript:alert(4)",
                    [Stranger] = Stranger,
                    ["direction"] = "invoice\u202Egpj.exe",
                },
            },
            rootfs = new { type = "layers", diff_ids = layers.ConvertAll(l => l.DiffId) },
            history = (object[])
            [
                new { created = "2026-02-03T04:05:05Z", created_by = "/bin/sh -c #(nop) ADD file:rootfs in / " },
                new { created = "2026-02-03T04:05:05Z", created_by = "ENV GREETING=" + Stranger, empty_layer = true },
                .. LayerSizes.Select((_, i) => new { created = "2026-02-03T04:05:06Z", created_by = $"COPY --chown=1000:1000 part{i} /srv/app # buildkit", comment = Stranger }),
            ],
        }), MediaTypes.OciConfig);
        foreach (var blob in layers.Select(l => l.Content).Append(config)) await repository.PushAsync(blob);
        return ImageBuilder.Image(config.Descriptor, layers.Select(l => l.Content.Descriptor), $$$""","annotations":{"org.example.version":"{{{version}}}"}""");
    }

    private async Task<Content> ReferrerAsync(RepositoryOnWire repository)
    {
        await repository.PushAsync(ImageBuilder.EmptyJson());
        var subject = $$"""{"mediaType":"{{MediaTypes.OciManifest}}","digest":"{{Digest}}","size":{{(await Wire.GetAsync(repository.Manifest(Digest))).Body.Length}}}""";
        return ImageBuilder.Referrer(subject, "application/spdx+json");
    }

    /// <summary>Text that gzip cannot make much smaller, the same each time.</summary>
    private static string Noise(int size)
    {
        var bytes = new byte[size];
        for (var i = 0; i < size; i += 32) System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(i)).AsSpan(0, Math.Min(32, size - i)).CopyTo(bytes.AsSpan(i));
        return Convert.ToBase64String(bytes);
    }

    /// <summary>An image whose layer breaks off in the middle.</summary>
    private static async Task PushBrokenAsync(RepositoryOnWire repository)
    {
        var whole = SampleLayer.Debian(SampleLayer.Packages(300));
        var half = Content.Of(whole.Content.Bytes[..(whole.Content.Bytes.Length / 2)], mediaType: ImageBuilder.LayerGzip);
        var config = ImageBuilder.Json($$$"""{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["{{{whole.DiffId}}}"]}}""", MediaTypes.OciConfig);
        foreach (var blob in new[] { half, config }) await repository.PushAsync(blob);
        (await repository.PutAsync(ImageBuilder.Image(config.Descriptor, [half.Descriptor]), "1")).Expect(201);
    }

    private async Task OpenedAsync(string image)
    {
        var path = "/api/v1/inspection?image=" + Uri.EscapeDataString(image);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while ((await Wire.GetAsync(path)).Expect(200, 202) is { Status: 202 } pending)
        {
            pending["Retry-After"].ShouldBe("1");
            await Task.Delay(100, patience.Token);
        }
    }
}
