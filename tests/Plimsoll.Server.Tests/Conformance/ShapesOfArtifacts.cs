using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Conformance;

/// <summary>Artifacts and what refers to a subject.</summary>
internal static class ShapesOfArtifacts
{
    private const string Sbom = "application/vnd.example.sbom.v1";
    private const string Signature = "application/vnd.example.signature.v1";

    public static ImageShape? Make(string name)
    {
        var shape = new ImageShape();
        switch (name)
        {
            case "artifact":
                shape.Manifest(Artifact(shape, Sbom, Content.Random(128) with { MediaType = Sbom }), "artifact");
                return shape;
            case "artifact-index":
                var children = Enumerable.Range(0, 2).Select(_ => shape.Manifest(Artifact(shape, Sbom, Content.Random(128) with { MediaType = Sbom })).Descriptor).ToList();
                shape.Manifest(ImageBuilder.IndexOf(children, $",\"artifactType\":\"{Sbom}\""), "artifact-index");
                return shape;
            case "artifact-without-layers":
                shape.Manifest(Artifact(shape, Sbom, ImageBuilder.EmptyJson()), "artifact-without-layers");
                return shape;
            case "artifacts-with-subject":
                return WithSubject(shape);
            case "index-with-subject":
                return IndexWithSubject(shape);
            case "missing-subject":
                var never = Content.Random(8) with { MediaType = ImageBuilder.Manifest };
                Refer(shape, never, Sbom, "tagged-artifact");
                return shape;
            default:
                return null;
        }
    }

    private static ImageShape WithSubject(ImageShape shape)
    {
        var subject = shape.Image("image");
        // An image that refers to another one has the type of its config.
        var config = shape.Blob(ImageBuilder.Config());
        shape.Manifest(ImageBuilder.Image(config.Descriptor, [shape.Blob(ImageBuilder.Layer()).Descriptor], $",\"subject\":{subject.Descriptor}"), subject: subject.Digest, artifactType: config.MediaType);
        Refer(shape, subject, Sbom, "tagged-artifact1");
        Refer(shape, subject, Signature, "tagged-artifact2");
        return shape;
    }

    private static ImageShape IndexWithSubject(ImageShape shape)
    {
        var subject = shape.Index("index");
        Refer(shape, shape.Manifests[0], Signature, null);
        var child = shape.Manifest(Artifact(shape, Sbom, Content.Random(128)));
        var annotations = Annotations();
        shape.Manifest(ImageBuilder.IndexOf([child.Descriptor], $",\"artifactType\":\"{Sbom}\",\"subject\":{subject.Descriptor}{annotations}"), "tagged-artifact", subject.Digest, Sbom);
        // An index without a type of its own has none in the list.
        shape.Manifest(ImageBuilder.IndexOf([child.Descriptor], $",\"subject\":{subject.Descriptor}{Annotations()}"), subject: subject.Digest);
        return shape;
    }

    private static Content Refer(ImageShape shape, Content subject, string type, string? tag)
    {
        var config = shape.Blob(ImageBuilder.EmptyJson());
        var layer = shape.Blob(Content.Random(128) with { MediaType = type });
        return shape.Manifest(
            ImageBuilder.Image(config.Descriptor, [layer.Descriptor], $",\"artifactType\":\"{type}\",\"subject\":{subject.Descriptor}{Annotations()}"), tag, subject.Digest, type);
    }

    private static Content Artifact(ImageShape shape, string type, Content layer) =>
        ImageBuilder.Image(shape.Blob(ImageBuilder.EmptyJson()).Descriptor, [shape.Blob(layer).Descriptor], $$""","artifactType":"{{type}}","annotations":{"unique":"{{ImageBuilder.Unique()}}"}""");

    private static string Annotations() => $$""","annotations":{"org.opencontainers.conformance":"hello \u00e4 \"quoted\"","org.example.{{ImageBuilder.Unique()}}":"{{ImageBuilder.Unique()}}"}""";
}
