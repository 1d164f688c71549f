using System.Text.Json.Nodes;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Inspection.Sbom;

namespace Plimsoll.Tests.Inspection.Sbom;

public sealed class SbomArtifactTests
{
    private static readonly Descriptor Subject = new() { MediaType = MediaTypes.OciManifest, Digest = SampleImage.DigestOf("image"), Size = 7 };

    [Fact]
    public void Is_a_manifest_that_refers_to_the_image()
    {
        var artifact = SbomArtifact.Of("{}"u8.ToArray(), SbomFormat.SpdxJson, Subject);
        var manifest = ManifestReader.Read(artifact.Manifest, MediaTypes.OciManifest);

        (manifest.ReferrerArtifactType, manifest.Subject!.Digest, manifest.Config!.Digest).ShouldBe(("application/spdx+json", Subject.Digest, Digest.EmptyJson));
        (manifest.Layers.Single().MediaType, manifest.Layers.Single().Digest).ShouldBe(("application/spdx+json", Digest.EmptyJson));
        Digest.Of(artifact.Manifest.Span).ShouldBe(artifact.Descriptor.Digest);
        SbomArtifact.Of("{}"u8.ToArray(), SbomFormat.SpdxJson, Subject).Descriptor.Digest.ShouldBe(artifact.Descriptor.Digest);
    }

    [Fact]
    public void Joins_the_list_of_referrers_once_and_leaves_the_others_as_they_are()
    {
        var artifact = SbomArtifact.Of("{}"u8.ToArray(), SbomFormat.CycloneDxXml, Subject);
        var other = $$$"""{"mediaType":"{{{MediaTypes.OciManifest}}}","digest":"{{{SampleImage.DigestOf("signature")}}}","size":3,"artifactType":"x/y","future":{"a":1}}""";

        var first = artifact.AddTo(null).ShouldNotBeNull();
        var second = artifact.AddTo(System.Text.Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciIndex}}","manifests":[{{other}}]}""")).ShouldNotBeNull();

        ManifestReader.Read(first, MediaTypes.OciIndex).Manifests.Single().ArtifactType.ShouldBe("application/vnd.cyclonedx+xml");
        JsonNode.Parse(second)!["manifests"]!.AsArray().Count.ShouldBe(2);
        JsonNode.DeepEquals(JsonNode.Parse(second)!["manifests"]![0], JsonNode.Parse(other)).ShouldBeTrue();
        artifact.AddTo(second).ShouldBeNull();
    }
}
