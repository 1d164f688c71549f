using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Core.Facts;
using Plimsoll.Core.Manifests;
using Plimsoll.Inspection.Sbom;
using Plimsoll.Server.Registry;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Sbom;

/// <summary>A bill of materials that refers to an image now.</summary>
/// <param name="Artifact">What was attached.</param>
/// <param name="IsNew">False when it was there already.</param>
internal sealed record SbomAttached(SbomArtifact Artifact, bool IsNew);

/// <summary>Attaches bills of materials to images of this registry, as a client would push them: the same quotas, the same events.</summary>
internal sealed class SbomAttachments(RegistryServices services)
{
    /// <summary>Blobs up to this size are kept in the database, as those that are pushed.</summary>
    private const int MaxInline = 8 * 1024;

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
        if (await services.Metadata.Manifests.FindAsync(repository, artifact.Descriptor.Digest, cancellationToken) is not null) return new SbomAttached(artifact, IsNew: false);
        var about = audit with { Repository = repository.Value };
        await StoreAsync(repository, artifact, about with { Id = UuidV7.New(services.Time.GetUtcNow()), Action = "push-blob", Digest = artifact.Blob.Digest.Value, Bytes = artifact.Blob.Size }, cancellationToken);
        var manifest = ManifestReader.Read(artifact.Manifest, artifact.Descriptor.MediaType);
        var put = new ManifestPut(repository, artifact.Descriptor.Digest, artifact.Manifest, manifest, [], audit.Principal);
        var push = about with { Action = "push", Digest = artifact.Descriptor.Digest.Value, MediaType = manifest.MediaType, Bytes = artifact.Manifest.Length };
        var result = await services.Metadata.Manifests.PutAsync(put, push, CancellationToken.None);
        return result is ManifestPutResult.Stored(var isNew) ? new SbomAttached(artifact, isNew) : throw new OciException(OciError.ManifestBlobUnknown, $"{repository} lost {artifact.Blob.Digest} meanwhile; try again");
    }

    private async Task StoreAsync(RepositoryName repository, SbomArtifact artifact, AuditEvent audit, CancellationToken cancellationToken)
    {
        if (artifact.Content.Length <= MaxInline)
        {
            await PublishAsync(repository, artifact.Blob, new BlobLocation.Inline(artifact.Content), null, audit);
            return;
        }
        var now = services.Time.GetUtcNow();
        var upload = new Upload
        {
            Id = UploadId.New(services.Time),
            Repository = repository,
            Key = StorageKey.New(services.Time),
            Algorithm = DigestAlgorithm.Sha256,
            Principal = audit.Principal,
            StartedAt = now,
            ExpiresAt = now.AddHours(services.Options.Registry.UploadHours),
            ExpectedSize = artifact.Content.Length,
        };
        await services.Metadata.Uploads.CreateAsync(upload, cancellationToken);
        await using (var writer = await services.Store.CreateAsync(upload.Key, artifact.Content.Length, cancellationToken))
        {
            await writer.WriteAsync(artifact.Content, cancellationToken);
            await writer.CompleteAsync(cancellationToken);
        }
        await PublishAsync(repository, artifact.Blob, new BlobLocation.Stored(upload.Key), upload.Id, audit);
    }

    private async Task PublishAsync(RepositoryName repository, Descriptor blob, BlobLocation location, string? uploadId, AuditEvent audit)
    {
        if (!await services.Metadata.Blobs.PublishAsync(new BlobPublication(repository, blob.Digest, blob.Size, location, uploadId, services.PinnedUntil), audit, CancellationToken.None))
            throw new OciException(OciError.BlobUploadUnknown, "the upload of the document ended meanwhile; try again");
    }
}
