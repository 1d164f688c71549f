using Plimsoll.Core;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Conformance;

/// <summary>Images and indexes of the image-spec, and of Docker.</summary>
internal static class ShapesOfImages
{
    public static ImageShape? Make(string name)
    {
        var shape = new ImageShape();
        switch (name)
        {
            case "image":
                shape.Image("image");
                return shape;
            case "image-uncompressed":
                shape.Image("image-uncompressed", gzip: false);
                return shape;
            case "large-manifest":
                shape.Image("large-manifest", more: $$""","annotations":{{{string.Join(',', Enumerable.Range(0, 390).Select(i => $"\"large-annotation-{i}\":\"{new string('A', 10_000)}\""))}}}""");
                return shape;
            case "index":
                shape.Index("index");
                return shape;
            case "nested-index":
                shape.Manifest(ImageBuilder.IndexOf([shape.Index().Descriptor, shape.Index().Descriptor]), "index-of-index");
                return shape;
            case "empty-index":
                shape.Manifest(ImageBuilder.IndexOf([], $$""","annotations":{"unique":"{{ImageBuilder.Unique()}}"}"""), "empty-index");
                return shape;
            case "data-field":
                shape.Image("data-field", data: true);
                return shape;
            case "non-distributable-layers":
                return NonDistributable(shape);
            case "custom-fields":
                shape.Index("custom-fields", $$""","org.{{ImageBuilder.Unique()}}":{"list":[1,2.50,null,"\u00e4\/"],"text":"  spaces  "}""");
                return shape;
            case "no-layers":
                shape.Image("no-layers", layers: 0);
                return shape;
            case "sha512":
                shape.Index(algorithm: DigestAlgorithm.Sha512);
                return shape;
            case "docker-image":
                DockerImage(shape, "docker-image");
                return shape;
            case "docker-manifest-list":
                shape.Manifest(ImageBuilder.IndexOf([DockerImage(shape, null).Descriptor, DockerImage(shape, null).Descriptor], mediaType: MediaTypes.DockerManifestList), "docker-list");
                return shape;
            case "build-cache-index":
                // BuildKit's cache export: the entries of the index are layers and a configuration of its own.
                shape.Manifest(ImageBuilder.IndexOf([shape.Blob(ImageBuilder.Layer()).Descriptor, shape.Blob(ImageBuilder.Json($$"""{"layers":[],"u":"{{ImageBuilder.Unique()}}"}""", "application/vnd.buildkit.cacheconfig.v0")).Descriptor]), "cache");
                return shape;
            default:
                return null;
        }
    }

    /// <summary>Two layers that are never pushed beside one that is.</summary>
    private static ImageShape NonDistributable(ImageShape shape)
    {
        static string Foreign(string mediaType)
        {
            var never = Content.Random(256);
            return $$"""{"mediaType":"{{mediaType}}","digest":"{{never.Digest}}","size":123456,"urls":["https://store.example.com/blobs/{{never.Digest}}"]}""";
        }
        var config = shape.Blob(ImageBuilder.Config());
        shape.Manifest(
            ImageBuilder.Image(config.Descriptor, [Foreign("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"), Foreign("application/vnd.oci.image.layer.nondistributable.v1.tar"), shape.Blob(ImageBuilder.Layer()).Descriptor]),
            "non-distributable-image");
        return shape;
    }

    private static Content DockerImage(ImageShape shape, string? tag)
    {
        var config = shape.Blob(ImageBuilder.Config() with { MediaType = MediaTypes.DockerConfig });
        var layer = shape.Blob(ImageBuilder.Layer() with { MediaType = "application/vnd.docker.image.rootfs.diff.tar.gzip" });
        var foreign = $$"""{"mediaType":"{{MediaTypes.DockerForeignLayer}}","digest":"{{Content.Random(8).Digest}}","size":77,"urls":["https://store.example.com/x"]}""";
        return shape.Manifest(ImageBuilder.Image(config.Descriptor, [foreign, layer.Descriptor], mediaType: MediaTypes.DockerManifest), tag);
    }
}
