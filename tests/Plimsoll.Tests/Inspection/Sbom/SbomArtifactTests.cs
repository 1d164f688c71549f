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
}
