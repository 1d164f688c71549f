using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Server.Tests.Pages;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Signing;
using Plimsoll.Trust.Statements;

namespace Plimsoll.Server.Tests.Api;

/// <summary>A registry that believes two keys, with a base that the holder of one of them vouches for and an image that stands on it.</summary>
public sealed class VouchedImages : RegistryFixture, IAsyncLifetime
{
    private readonly TemporaryFolder _keys = new();

    /// <summary>The key of the base's maker.</summary>
    public PrivateKey Maker { get; } = PrivateKey.Generate();

    /// <summary>Another key that is believed.</summary>
    public PrivateKey Other { get; } = PrivateKey.Generate();

    internal SampleLayer Lower { get; } = SampleLayer.Of(("etc/base", "base"), ("etc/conf", "a=1"));

    internal SampleLayer Upper { get; } = SampleLayer.Of(("srv/app", "app"), ("etc/conf", "a=2"), ("etc/.wh.base", ""));

    protected override void Configure(ServerOptions options)
    {
        foreach (var (name, key) in new[] { ("maker.pub", Maker), ("other.pub", Other) })
        {
            var path = Path.Combine(_keys.Path, name);
            File.WriteAllText(path, $"-----BEGIN PUBLIC KEY-----\n{Convert.ToBase64String(key.PublicKey.Spki.Span)}\n-----END PUBLIC KEY-----\n");
            options.Signatures.Identities.Add(path);
        }
        options.Vouching.CounterSign.Add("signed/**");
    }

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        var pushed = await PushAsync("base/system", "1", Lower);
        await SayAsync("base/system", pushed, Maker, new ChainStatement(Digest.Parse(pushed.Digest), [Digest.Parse(Lower.DiffId)], [Digest.Parse(Lower.DiffId)]) { Repository = "base/system", Tag = "1", Created = DateTimeOffset.UnixEpoch }.Write(), PredicateTypes.LayerChain);
        await UntilAsync($"/api/v1/chains/{Lower.DiffId}/statements", answer => Statements(answer).Exists(s => s.GetProperty("verdict").GetString() == "verified" && s.GetProperty("identity").GetString() == Maker.PublicKey.ToString()));
        await PushAsync("shop/app", "1", Lower, Upper);
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        Maker.Dispose();
        Other.Dispose();
        _keys.Dispose();
    }

    /// <summary>Pushes an image and waits until it is opened.</summary>
    internal async Task<Content> PushAsync(string repository, string tag, params SampleLayer[] layers)
    {
        var wire = new RepositoryOnWire(Wire, repository);
        var config = ImageBuilder.Json(JsonSerializer.Serialize(new { architecture = "amd64", os = "linux", author = ImageBuilder.Unique(), config = new { User = "1000" }, rootfs = new { type = "layers", diff_ids = layers.Select(l => l.DiffId) } }), MediaTypes.OciConfig);
        foreach (var blob in layers.Select(l => l.Content).Append(config)) await wire.PushAsync(blob);
        var image = ImageBuilder.Image(config.Descriptor, layers.Select(l => l.Content.Descriptor));
        (await wire.PutAsync(image, tag)).Expect(201);
        await UntilAsync($"/api/v1/provenance?image={repository}@{image.Digest}", answer => answer.Status == 200);
        return image;
    }

    /// <summary>Signs a statement with a key and pushes it beside an image.</summary>
    internal async Task<Content> SayAsync(string repository, Content image, PrivateKey key, byte[] statement, string type)
    {
        var wire = new RepositoryOnWire(Wire, repository);
        var bundle = Content.Of(await new KeySigner(key).SignStatementAsync(statement, CancellationToken.None), mediaType: BundleArtifact.MediaType);
        await wire.PushAsync(bundle);
        var manifest = Content.Of(BundleArtifact.Manifest(new Descriptor { MediaType = image.MediaType, Digest = Digest.Parse(image.Digest), Size = image.Bytes.Length }, bundle.Bytes, type, DateTimeOffset.UtcNow), mediaType: ImageBuilder.Manifest);
        (await wire.PutAsync(manifest, manifest.Digest)).Expect(201);
        return manifest;
    }

    /// <summary>Signs an image with a key.</summary>
    internal Task<Content> SignAsync(string repository, Content image, PrivateKey key) => SayAsync(repository, image, key, StatementWriter.OfSignature(Digest.Parse(image.Digest)), StatementWriter.SignatureType);

    /// <summary>Asks again and again until the answer is what is waited for.</summary>
    internal async Task<Answer> UntilAsync(string path, Func<Answer, bool> isThere)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (true)
        {
            var answer = await Wire.GetAsync(path);
            if (answer.Status < 500 && isThere(answer)) return answer;
            await Task.Delay(50, patience.Token);
        }
    }

    internal static List<JsonElement> Statements(Answer answer) => [.. answer.Json.GetProperty("statements").EnumerateArray()];
}
