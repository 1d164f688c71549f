using Plimsoll.Cli.Inspect;
using Plimsoll.Client;
using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Core.References;
using Plimsoll.Inspection.Sbom;
using Plimsoll.Inspection.Sources;

namespace Plimsoll.Cli.Sbom;

/// <summary>Pushes a bill of materials to the registry of its image.</summary>
internal static class SbomAttachment
{
    /// <summary>Pushes it, so that it refers to the image. What is there already is not sent again.</summary>
    /// <exception cref="ImageNotFoundException">The image was deleted since it was opened.</exception>
    /// <exception cref="RegistryException">The registry refused or could not be reached.</exception>
    public static async Task<SbomArtifact> PushAsync(ImageReference.Registry image, bool? plainHttp, InspectionDocument document, byte[] bytes, SbomFormat format, CancellationToken cancellationToken)
    {
        using var registry = RemoteImageContent.Connect(image, plainHttp);
        var repository = registry.Repository(image.Repository);
        var subject = await repository.ResolveAsync(document.Image.Digest!.Value.Value, cancellationToken) ?? throw new ImageNotFoundException($"{image.Repository} has no manifest {document.Image.Digest}");
        var artifact = SbomArtifact.Of(bytes, format, subject);
        var push = new ArtifactPush(repository);
        await push.PushBlobAsync(MediaTypes.OciEmpty, "{}"u8.ToArray(), cancellationToken);
        await push.PushBlobAsync(artifact.Blob.MediaType, artifact.Content, cancellationToken);
        await push.PushManifestAsync(new FetchedManifest(artifact.Descriptor, artifact.Manifest), null, cancellationToken);
        return artifact;
    }
}
