using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Core.Facts;
using Plimsoll.Core.Manifests;
using Plimsoll.Inspection.Sbom;
using Plimsoll.Server.Registry;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Sbom;

/// <summary>A bill of materials that refers to an image now.</summary>
/// <param name="Artifact">What was attached.</param>
/// <param name="IsNew">False when it was there already.</param>
internal sealed record SbomAttached(SbomArtifact Artifact, bool IsNew);

/// <summary>Attaches bills of materials to images of this registry.</summary>
internal sealed class SbomAttachments(ArtifactPublisher publisher)
{
    /// <summary>Attaches one; what is there already stays as it is.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="subject">The manifest of the image.</param>
    /// <param name="document">What is inside the image.</param>
    /// <param name="format">The format.</param>
    /// <param name="audit">The event, without what it is about.</param>
    /// <param name="cancellationToken">Gives up before anything is stored.</param>
    /// <exception cref="OciException">A quota has no room, or the image is gone.</exception>
    public async Task<SbomAttached> AttachAsync(RepositoryName repository, ManifestRecord subject, InspectionDocument document, SbomFormat format, AuditEvent audit, CancellationToken cancellationToken)
    {
        var descriptor = new Descriptor { MediaType = subject.MediaType, Digest = subject.Digest, Size = subject.Content.Length };
        var artifact = SbomArtifact.Of(SbomWriter.ToBytes(document, new SbomOptions(format)), format, descriptor);
        var published = await publisher.PublishAsync(repository, [artifact.Content], artifact.Manifest, [], audit with { Action = "push" }, cancellationToken);
        return new SbomAttached(artifact, published.IsNew);
    }
}
