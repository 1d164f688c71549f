using Plimsoll.Cli.Inspect;
using Plimsoll.Client;
using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Core.Manifests;
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
        await PushBlobAsync(repository, SbomArtifact.Config, "{}"u8.ToArray(), cancellationToken);
        await PushBlobAsync(repository, artifact.Blob, artifact.Content, cancellationToken);
        var pushed = await repository.PushManifestAsync(artifact.Descriptor.Digest.Value, artifact.Descriptor.MediaType, artifact.Manifest, cancellationToken);
        if (!pushed.SubjectIndexed) await ListAsync(repository, subject.Digest, artifact, cancellationToken);
        return artifact;
    }

    private static async Task PushBlobAsync(RemoteRepository repository, Descriptor blob, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (await repository.HasBlobAsync(blob.Digest, cancellationToken)) return;
        using var stream = new MemoryStream(content.ToArray(), writable: false);
        await repository.PushBlobAsync(blob, stream, cancellationToken);
    }

    /// <summary>Registries that know nothing of referrers have them listed under a tag by whoever pushes.</summary>
    private static async Task ListAsync(RemoteRepository repository, Digest subject, SbomArtifact artifact, CancellationToken cancellationToken)
    {
        var tag = Tag.ReferrersFallbackOf(subject).Value;
        ReadOnlyMemory<byte>? known = null;
        try
        {
            known = (await repository.FetchManifestAsync(tag, cancellationToken)).Content;
        }
        catch (RegistryException e) when (e.IsNotFound)
        {
            // Nothing refers to the image yet.
        }
        if (artifact.AddTo(known) is { } index) await repository.PushManifestAsync(tag, MediaTypes.OciIndex, index, cancellationToken);
    }
}
