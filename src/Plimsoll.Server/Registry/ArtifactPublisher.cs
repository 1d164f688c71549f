using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Core.Manifests;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Registry;

/// <summary>An artifact that is stored now.</summary>
/// <param name="Digest">Digest of its manifest.</param>
/// <param name="IsNew">False when it was there already.</param>
internal readonly record struct PublishedArtifact(Digest Digest, bool IsNew);

/// <summary>Stores artifacts that the server makes itself, as a client would push them: the same quotas, the same events.</summary>
internal sealed class ArtifactPublisher(RegistryServices services)
{
    /// <summary>Stores a manifest and the blobs that it names; what is there already stays as it is.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="blobs">The blobs, small ones.</param>
    /// <param name="content">The manifest.</param>
    /// <param name="tags">Tags that shall lead to it.</param>
    /// <param name="audit">The event, without what it is about.</param>
    /// <param name="cancellationToken">Gives up before anything is stored.</param>
    /// <returns>The manifest.</returns>
    /// <exception cref="OciException">A quota has no room, a tag may not move, or something that it needs is gone.</exception>
    public async Task<PublishedArtifact> PublishAsync(RepositoryName repository, IReadOnlyList<ReadOnlyMemory<byte>> blobs, ReadOnlyMemory<byte> content, IReadOnlyList<Tag> tags, AuditEvent audit, CancellationToken cancellationToken)
    {
        var digest = Digest.Of(content.Span);
        if (tags.Count == 0 && await services.Metadata.Manifests.FindAsync(repository, digest, cancellationToken) is not null) return new PublishedArtifact(digest, IsNew: false);
        var about = audit with { Repository = repository.Value };
        foreach (var blob in blobs)
        {
            var name = Digest.Of(blob.Span);
            if (await services.Metadata.Blobs.FindAsync(repository, name, cancellationToken) is null)
                await StoreAsync(repository, name, blob, about with { Id = UuidV7.New(services.Time.GetUtcNow()), Action = "push-blob", Digest = name.Value, Bytes = blob.Length }, cancellationToken);
        }
        var manifest = ManifestReader.Read(content, null);
        var push = about with { Id = UuidV7.New(services.Time.GetUtcNow()), Action = "push", Digest = digest.Value, MediaType = manifest.MediaType, Bytes = content.Length };
        var result = await services.Metadata.Manifests.PutAsync(new ManifestPut(repository, digest, content, manifest, tags, audit.Principal), push, CancellationToken.None);
        return result is ManifestPutResult.Stored(var isNew) ? new PublishedArtifact(digest, isNew) : throw new OciException(OciError.ManifestBlobUnknown, $"{repository} lost a part of {digest} meanwhile; try again");
    }

    /// <summary>The event of something that the server does by itself.</summary>
    public AuditEvent Event(string action)
    {
        var now = services.Time.GetUtcNow();
        return new AuditEvent { Id = UuidV7.New(now), At = now, Action = action, Outcome = "ok", Principal = "system", AuthKind = "none" };
    }

    private async Task StoreAsync(RepositoryName repository, Digest digest, ReadOnlyMemory<byte> content, AuditEvent audit, CancellationToken cancellationToken)
    {
        if (content.Length <= ContentReceiver.MaxInline)
        {
            await PublishAsync(repository, digest, content.Length, new BlobLocation.Inline(content), null, audit);
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
            ExpectedSize = content.Length,
        };
        await services.Metadata.Uploads.CreateAsync(upload, cancellationToken);
        await using (var writer = await services.Store.CreateAsync(upload.Key, content.Length, cancellationToken))
        {
            await writer.WriteAsync(content, cancellationToken);
            await writer.CompleteAsync(cancellationToken);
        }
        await PublishAsync(repository, digest, content.Length, new BlobLocation.Stored(upload.Key), upload.Id, audit);
    }

    private async Task PublishAsync(RepositoryName repository, Digest digest, long size, BlobLocation location, string? uploadId, AuditEvent audit)
    {
        if (!await services.Metadata.Blobs.PublishAsync(new BlobPublication(repository, digest, size, location, uploadId, services.PinnedUntil), audit, CancellationToken.None))
            throw new OciException(OciError.BlobUploadUnknown, "the upload ended meanwhile; try again");
    }
}
