using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Plimsoll.Core;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Server.Tests.Pages;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Tests.Api;

/// <summary>A registry with images that stand on each other: a base, an image on it, and the next version of that.</summary>
public class InsideImages : RegistryFixture, IAsyncLifetime
{
    /// <summary>A file that <c>secret/app:1</c> has and nobody else.</summary>
    public const string Hidden = "only in secret";

    /// <summary>Digests of the images by their reference.</summary>
    public Dictionary<string, string> Digests { get; } = [];

    /// <summary>Diff ids of the layers of <c>shop/app:2</c>, lowest first.</summary>
    public IReadOnlyList<string> DiffIds { get; private set; } = [];

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        var root = SampleLayer.Debian(SampleLayer.Package("libc6", "2.36-9") + SampleLayer.Package("openssl", "3.0.1"));
        var one = SampleLayer.Of(("srv/app/run", "one"), ("srv/app/conf", "a=1"));
        var two = SampleLayer.Of(("srv/app/run", "two"), ("srv/app/.wh.conf", ""), ("var/lib/dpkg/status", SampleLayer.Package("libc6", "2.36-9") + SampleLayer.Package("openssl", "3.0.2")));
        await PushAsync("base/debian", "12", root);
        await PushAsync("shop/app", "1", root, one);
        await PushAsync("shop/app", "2", root, one, two);
        await PushAsync("shop/app", "latest", root, one);
        await PushAsync("shop/app", "latest", root, one, two);
        await PushAsync("secret/app", "1", root, SampleLayer.Of(("srv/secret", Hidden)));
        DiffIds = [root.DiffId, one.DiffId, two.DiffId];
        await ReadyAsync();
    }

    /// <summary>Waits until everything that was pushed is opened and can be found.</summary>
    public async Task ReadyAsync()
    {
        var metadata = Server.Services.GetRequiredService<IMetadataStore>();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        foreach (var digest in Digests.Values)
        {
            while (await metadata.Facts.FindImageAsync(Digest.Parse(digest), Plimsoll.Inspection.ImageInspector.ScannerVersion, patience.Token) is not { State: "done" }) await Task.Delay(50, patience.Token);
        }
        while (await metadata.Index.CountTasksAsync(1, patience.Token) > 0) await Task.Delay(50, patience.Token);
    }

    /// <summary>Pushes an image of these layers.</summary>
    internal async Task PushAsync(string repository, string tag, params SampleLayer[] layers)
    {
        var wire = new RepositoryOnWire(Wire, repository);
        var config = ImageBuilder.Json(JsonSerializer.Serialize(new
        {
            architecture = "amd64",
            os = "linux",
            config = new { User = "1000", Env = new[] { $"LAYERS={layers.Length}" }, Labels = new Dictionary<string, string> { ["team"] = repository.Split('/')[0], ["org.opencontainers.image.base.name"] = "base/debian:12" } },
            rootfs = new { type = "layers", diff_ids = layers.Select(l => l.DiffId) },
        }), MediaTypes.OciConfig);
        foreach (var blob in layers.Select(l => l.Content).Append(config)) await wire.PushAsync(blob);
        var image = ImageBuilder.Image(config.Descriptor, layers.Select(l => l.Content.Descriptor));
        (await wire.PutAsync(image, tag)).Expect(201);
        Digests[$"{repository}:{tag}"] = image.Digest;
    }
}
