using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Sources;
using Plimsoll.Server.Jobs;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Search;

/// <summary>
/// Images with their files at hand, made of the facts of their layers; no blob is read. The last ones are kept, because whoever looks at a directory looks at the next one soon.
/// Rights are the caller's affair.
/// </summary>
internal sealed class OpenedImages(ImageInspector inspector, IMetadataStore metadata, IBlobStore store) : IDisposable
{
    /// <summary>Paths of all images that are kept, about 200 bytes each.</summary>
    private const int MaxPaths = 400_000;
    private const int MaxImages = 32;
    private const int MaxAtOnce = 2;

    private readonly SemaphoreSlim _opening = new(MaxAtOnce);
    private readonly LinkedList<(Digest Digest, Task<OpenedImage> Image)> _kept = new();

    /// <summary>An image that was inspected.</summary>
    public async Task<OpenedImage> OpenAsync(RepositoryName repository, Digest digest, CancellationToken cancellationToken)
    {
        var image = Find(repository, digest);
        try
        {
            return await image.WaitAsync(cancellationToken);
        }
        finally
        {
            Settle();
        }
    }

    public void Dispose() => _opening.Dispose();

    private Task<OpenedImage> Find(RepositoryName repository, Digest digest)
    {
        lock (_kept)
        {
            for (var node = _kept.First; node is not null; node = node.Next)
            {
                if (node.Value.Digest != digest || node.Value.Image.IsFaulted) continue;
                _kept.Remove(node);
                _kept.AddFirst(node);
                return node.Value.Image;
            }
            // Several requests may wait for it: none of them ends the work for the others.
            var opening = Task.Run(() => ReadAsync(repository, digest));
            _kept.AddFirst((digest, opening));
            return opening;
        }
    }

    private async Task<OpenedImage> ReadAsync(RepositoryName repository, Digest digest)
    {
        await _opening.WaitAsync();
        try
        {
            await using var content = new WithoutLayers(new StoredImageContent(metadata, store, repository, digest));
            return await inspector.OpenAsync(content, new InspectOptions(), new StoredLayerFacts(metadata.Facts), CancellationToken.None);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Lets go of what is too much, and of what failed.</summary>
    private void Settle()
    {
        lock (_kept)
        {
            var (paths, images) = (0L, 0);
            for (var node = _kept.First; node is not null;)
            {
                var next = node.Next;
                var image = node.Value.Image;
                if (image.IsCompletedSuccessfully) paths += image.Result.Tree.Paths;
                if (image.IsFaulted || image.IsCanceled || (++images > 1 && image.IsCompleted && (paths > MaxPaths || images > MaxImages))) _kept.Remove(node);
                node = next;
            }
        }
    }

    /// <summary>A layer whose facts are not kept is missing: nobody waits here until it is opened.</summary>
    private sealed class WithoutLayers(StoredImageContent content) : IImageContent
    {
        public ValueTask<ManifestContent> ReadManifestAsync(Digest? digest, CancellationToken cancellationToken) => content.ReadManifestAsync(digest, cancellationToken);

        public ValueTask<Stream?> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken) =>
            blob.MediaType is MediaTypes.OciConfig or MediaTypes.DockerConfig ? content.OpenBlobAsync(blob, cancellationToken) : ValueTask.FromResult<Stream?>(null);

        public ValueTask DisposeAsync() => content.DisposeAsync();
    }
}
