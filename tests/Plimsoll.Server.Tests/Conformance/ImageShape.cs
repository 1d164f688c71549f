using Plimsoll.Core;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Conformance;

/// <summary>A referrer as the list of its subject must show it.</summary>
public sealed record ExpectedReferrer(string Subject, Content Manifest, string? ArtifactType);

/// <summary>One kind of content of the image-spec: blobs, manifests in the order in which they can be pushed, tags, and what refers to what.</summary>
public sealed class ImageShape
{
    private readonly List<Content> _blobs = [];
    private readonly List<Content> _manifests = [];
    private readonly Dictionary<string, Content> _tags = [];
    private readonly List<ExpectedReferrer> _referrers = [];

    public IReadOnlyList<Content> Blobs => _blobs;

    public IReadOnlyList<Content> Manifests => _manifests;

    public IReadOnlyDictionary<string, Content> Tags => _tags;

    public IReadOnlyList<ExpectedReferrer> Referrers => _referrers;

    /// <summary>The names of all shapes; each is a section of the conformance checks.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "image", "image-uncompressed", "large-manifest", "index", "nested-index", "empty-index", "artifact", "artifact-index", "artifact-without-layers",
        "artifacts-with-subject", "index-with-subject", "missing-subject", "data-field", "non-distributable-layers", "custom-fields", "no-layers", "sha512",
        "docker-image", "docker-manifest-list", "build-cache-index",
    ];

    /// <summary>Makes the content of a shape, unlike any made before.</summary>
    public static ImageShape Make(string name) => ShapesOfImages.Make(name) ?? ShapesOfArtifacts.Make(name) ?? throw new ArgumentOutOfRangeException(nameof(name), name);

    /// <summary>Adds a blob.</summary>
    public Content Blob(Content blob)
    {
        if (_blobs.TrueForAll(b => b.Digest != blob.Digest)) _blobs.Add(blob);
        return blob;
    }

    /// <summary>Adds a manifest, with a tag or without, as a referrer or not.</summary>
    public Content Manifest(Content manifest, string? tag = null, string? subject = null, string? artifactType = null)
    {
        _manifests.Add(manifest);
        if (tag is not null) _tags[tag] = manifest;
        if (subject is not null) _referrers.Add(new ExpectedReferrer(subject, manifest, artifactType));
        return manifest;
    }

    /// <summary>Adds an image with its blobs.</summary>
    public Content Image(string? tag = null, string architecture = "amd64", bool gzip = true, int layers = 2, string more = "", DigestAlgorithm algorithm = DigestAlgorithm.Sha256, bool data = false)
    {
        var config = Blob(ImageBuilder.Config(architecture, algorithm, more.Length < 1000 ? more : ""));
        var blobs = Enumerable.Range(0, layers).Select(_ => Blob(ImageBuilder.Layer(gzip, algorithm))).ToList();
        return Manifest(ImageBuilder.Image(config.Describe(Data(config, data)), blobs.Select(b => b.Describe(Data(b, data))), more, algorithm), tag);
    }

    /// <summary>Adds an index of two platforms with their images.</summary>
    public Content Index(string? tag = null, string more = "", DigestAlgorithm algorithm = DigestAlgorithm.Sha256)
    {
        var children = new[] { "amd64", "arm64" }.Select(a => (Architecture: a, Image: Image(architecture: a, more: more, algorithm: algorithm))).ToList();
        return Manifest(ImageBuilder.IndexOf(children.Select(c => c.Image.Describe($$""","platform":{"os":"linux","architecture":"{{c.Architecture}}"}""")), more, algorithm), tag);
    }

    /// <summary>Pushes everything: blobs, manifests by digest, then tags.</summary>
    public async Task<RepositoryOnWire> PushAsync(Wire wire)
    {
        var repository = RepositoryOnWire.New(wire);
        foreach (var blob in Blobs) await repository.PushAsync(blob);
        foreach (var manifest in Manifests) await repository.PutAsync(manifest);
        foreach (var (tag, manifest) in Tags) (await repository.PutAsync(manifest, tag)).Expect(201);
        return repository;
    }

    private static string Data(Content content, bool wanted) => wanted ? $$""","data":"{{Convert.ToBase64String(content.Bytes)}}" """ : "";
}
