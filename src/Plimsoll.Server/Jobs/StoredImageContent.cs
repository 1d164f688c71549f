using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Inspection.Sources;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Jobs;

/// <summary>An image of this registry, as the inspector reads it.</summary>
internal sealed class StoredImageContent(IMetadataStore metadata, IBlobStore store, RepositoryName repository, Digest digest) : IImageContent
{
    /// <inheritdoc/>
    public async ValueTask<ManifestContent> ReadManifestAsync(Digest? wanted, CancellationToken cancellationToken)
    {
        var manifest = await metadata.Manifests.FindAsync(repository, wanted ?? digest, cancellationToken)
            ?? throw new ImageNotFoundException($"{repository} has no manifest {wanted ?? digest}");
        return new ManifestContent(manifest.Digest, manifest.MediaType, manifest.Content);
    }

    /// <inheritdoc/>
    public async ValueTask<Stream?> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        var record = await metadata.Blobs.FindAsync(repository, blob.Digest, cancellationToken);
        return record?.Location switch
        {
            BlobLocation.Inline(var content) => new MemoryStream(content.ToArray(), writable: false),
            BlobLocation.Stored(var key) when await store.OpenAsync(key, cancellationToken) is { } reader => new BlobReaderStream(reader),
            _ => null,
        };
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
