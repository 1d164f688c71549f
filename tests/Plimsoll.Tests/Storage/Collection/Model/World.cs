using System.Text;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Tests.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Collection.Model;

/// <summary>Everything that clients push: a few blobs that many manifests share, and manifests of every kind.</summary>
internal sealed class World
{
    public const int BlobCount = 8;

    /// <summary>Smaller contents are kept in the database.</summary>
    public const int InlineSize = 12;

    private readonly Dictionary<Digest, byte[]> _contents = [];

    public World()
    {
        Blobs = [.. Enumerable.Range(0, BlobCount).Select(AddBlob)];
        var images = Enumerable.Range(0, 5).Select(i => BuiltManifest.Image(i % 2 == 0 ? Virtual.EmptyConfig : Blobs[i], [Blobs[(i * 3) % 8], Blobs[(i + 2) % 8]], id: "image" + i)).ToList();
        var signature = BuiltManifest.Image(Virtual.EmptyConfig, [Blobs[6]], images[0].Descriptor(), id: "signature");
        var inner = BuiltManifest.Index([images[0].Descriptor(), images[1].Descriptor()], id: "inner");
        var outer = BuiltManifest.Index([inner.Descriptor(), images[2].Descriptor()], id: "outer");
        var foreign = Blobs[4] with { MediaType = "application/vnd.oci.image.layer.nondistributable.v1.tar" };
        Manifests =
        [
            .. images, signature, inner, outer,
            BuiltManifest.Image(Virtual.EmptyConfig, [], signature.Descriptor(), id: "signature of the signature"),
            BuiltManifest.Image(Virtual.EmptyConfig, [Blobs[7]], outer.Descriptor(), id: "about the index"),
            BuiltManifest.Index([Blobs[0], Blobs[3]], id: "cache"),
            BuiltManifest.Index([images[3].Descriptor(), Blobs[5]], id: "sparse"),
            BuiltManifest.Index([images[4].Descriptor()], images[4].Descriptor(), id: "about its own child"),
            BuiltManifest.Image(Blobs[1], [foreign], id: "foreign"),
        ];
        ByDigest = Manifests.ToDictionary(m => m.Digest);
    }

    public IReadOnlyList<string> Repositories { get; } = ["shop/api", "other/web", "third"];

    public IReadOnlyList<string> Tags { get; } = ["a", "b", "latest"];

    public IReadOnlyList<Descriptor> Blobs { get; }

    public IReadOnlyList<BuiltManifest> Manifests { get; }

    public IReadOnlyDictionary<Digest, BuiltManifest> ByDigest { get; }

    public byte[] ContentOf(Digest blob) => _contents[blob];

    /// <summary>A name for people.</summary>
    public string NameOf(Digest digest)
    {
        for (var i = 0; i < Blobs.Count; i++) if (Blobs[i].Digest == digest) return "blob " + i;
        for (var i = 0; i < Manifests.Count; i++) if (Manifests[i].Digest == digest) return "manifest " + i;
        return digest.Value;
    }

    private Descriptor AddBlob(int i)
    {
        var content = Encoding.ASCII.GetBytes($"blob {i}".PadRight(8 + (4 * i), '.'));
        var digest = Digest.Of(content);
        _contents[digest] = content;
        return new Descriptor { MediaType = "application/x-layer", Digest = digest, Size = content.Length };
    }
}
