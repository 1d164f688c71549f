using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Rescue;

/// <summary>Images that were pushed, to be found again elsewhere.</summary>
internal sealed class Cargo(string repository = "rescue/cargo")
{
    private readonly List<(string Tag, Content Manifest, IReadOnlyList<Content> Blobs)> _images = [];

    public async Task PushAsync(Wire wire, int images, int layerSize)
    {
        var target = new RepositoryOnWire(wire, repository);
        for (var i = 0; i < images; i++)
        {
            var (config, layer) = (await target.PushAsync(Content.Random(200)), await target.PushAsync(Content.Random(layerSize)));
            var image = ImageBuilder.Image(config.Descriptor, [layer.Descriptor]);
            var tag = $"v{_images.Count}";
            (await target.PutAsync(image, tag)).Expect(201);
            _images.Add((tag, image, [config, layer]));
        }
    }

    /// <summary>Pulls everything and compares it byte for byte.</summary>
    public async Task VerifyAsync(Wire wire)
    {
        var source = new RepositoryOnWire(wire, repository);
        foreach (var (tag, manifest, blobs) in _images)
        {
            (await wire.GetAsync(source.Manifest(tag))).Expect(200).Body.ShouldBe(manifest.Bytes);
            foreach (var blob in blobs) (await wire.GetAsync(source.Blob(blob.Digest))).Expect(200).Body.ShouldBe(blob.Bytes);
        }
    }
}
