using System.Runtime.CompilerServices;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Server.Jobs;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust.Images;

namespace Plimsoll.Server.Signatures;

/// <summary>Signatures of an image of this registry.</summary>
internal sealed class StoredSignatures(IMetadataStore metadata, IBlobStore store, RepositoryName repository, Digest image) : ISignatureSource
{
    private const int Page = 200;

    public async ValueTask<Descriptor?> ResolveAsync(CancellationToken cancellationToken) => await metadata.Manifests.FindAsync(repository, image, cancellationToken) is { } manifest
        ? new Descriptor { MediaType = manifest.MediaType, Digest = image, Size = manifest.Content.Length }
        : null;

    public async IAsyncEnumerable<Descriptor> ListReferrersAsync(Digest subject, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (Digest? after = null; ;)
        {
            var page = await metadata.Manifests.ListReferrersAsync(repository, subject, [], after, Page, cancellationToken);
            foreach (var referrer in page) yield return new Descriptor { MediaType = referrer.MediaType, Digest = referrer.Digest, Size = referrer.Size, ArtifactType = referrer.ArtifactType };
            if (page.Count < Page) yield break;
            after = page[^1].Digest;
        }
    }

    public async ValueTask<ReadOnlyMemory<byte>?> FindManifestAsync(string reference, CancellationToken cancellationToken)
    {
        if (!Digest.TryParse(reference, out var digest))
        {
            if (await metadata.Manifests.ResolveAsync(repository, Tag.Parse(reference), cancellationToken) is not { } named) return null;
            digest = named;
        }
        return (await metadata.Manifests.FindAsync(repository, digest, cancellationToken))?.Content;
    }

    public async ValueTask<byte[]?> ReadBlobAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        await using var blobs = new StoredImageContent(metadata, store, repository, image);
        await using var stream = await blobs.OpenBlobAsync(blob, cancellationToken);
        if (stream is null) return null;
        var content = new byte[blob.Size];
        return await stream.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, cancellationToken) == content.Length && Digest.Of(content, blob.Digest.Algorithm) == blob.Digest ? content : null;
    }
}
