using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Client;
using Plimsoll.Client.Copying;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Inspection.Sbom;
using Plimsoll.Tests.Inspection.Sbom;

namespace Plimsoll.Tests.Client.Copying;

public sealed class FallbackIndexTests
{
    private static readonly Descriptor Subject = new() { MediaType = MediaTypes.OciManifest, Digest = SampleImage.DigestOf("image"), Size = 7 };

    [Fact]
    public void Takes_a_referrer_once_and_leaves_the_others_as_they_are()
    {
        var artifact = SbomArtifact.Of("{}"u8.ToArray(), SbomFormat.CycloneDxXml, Subject);
        var referrer = new FetchedManifest(artifact.Descriptor, artifact.Manifest);
        var other = $$$"""{"mediaType":"{{{MediaTypes.OciManifest}}}","digest":"{{{SampleImage.DigestOf("signature")}}}","size":3,"artifactType":"x/y","future":{"a":1}}""";

        var first = FallbackIndex.With(null, referrer).ShouldNotBeNull();
        var second = FallbackIndex.With(Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciIndex}}","manifests":[{{other}}]}"""), referrer).ShouldNotBeNull();

        ManifestReader.Read(first, MediaTypes.OciIndex).Manifests.Single().ArtifactType.ShouldBe("application/vnd.cyclonedx+xml");
        Encoding.UTF8.GetString(first).ShouldContain("application/vnd.cyclonedx+xml");
        JsonNode.Parse(second)!["manifests"]!.AsArray().Count.ShouldBe(2);
        JsonNode.DeepEquals(JsonNode.Parse(second)!["manifests"]![0], JsonNode.Parse(other)).ShouldBeTrue();
        FallbackIndex.With(second, referrer).ShouldBeNull();
    }

    [Fact]
    public void Says_of_a_referrer_what_its_manifest_says()
    {
        var referrer = FetchedManifest.Of(MediaTypes.OciManifest, Encoding.UTF8.GetBytes($$$"""{"schemaVersion":2,"mediaType":"{{{MediaTypes.OciManifest}}}","artifactType":"a/b","config":{"mediaType":"{{{MediaTypes.OciEmpty}}}","digest":"{{{Digest.EmptyJson}}}","size":2},"layers":[],"subject":{"mediaType":"{{{MediaTypes.OciManifest}}}","digest":"{{{Subject.Digest}}}","size":7},"annotations":{"key":"value"}}"""));

        var entry = ManifestReader.Read(FallbackIndex.With(null, referrer)!, MediaTypes.OciIndex).Manifests.Single();

        (entry.Digest, entry.Size, entry.ArtifactType, entry.Annotations["key"]).ShouldBe((referrer.Descriptor.Digest, referrer.Descriptor.Size, "a/b", "value"));
    }
}
