using System.Runtime.CompilerServices;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Inspection.Sbom.Arriving;
using Plimsoll.Inspection.Sources;
using Plimsoll.Server.Jobs;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Sbom;

/// <summary>What was attached to an image of this registry.</summary>
internal sealed class StoredReferrers(IMetadataStore metadata, IBlobStore store, RepositoryName repository) : IReferrers
{
    private const int Piece = 100;

    public async IAsyncEnumerable<Descriptor> ListAsync(Digest subject, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Digest? after = null;
        while (true)
        {
            var piece = await metadata.Manifests.ListReferrersAsync(repository, subject, [], after, Piece, cancellationToken);
            foreach (var referrer in piece)
                yield return new Descriptor { MediaType = referrer.MediaType, Digest = referrer.Digest, Size = referrer.Size, ArtifactType = referrer.ArtifactType, Annotations = referrer.Annotations };
            if (piece.Count < Piece) yield break;
            after = piece[^1].Digest;
        }
    }

    public async ValueTask<ManifestContent?> FindManifestAsync(string reference, CancellationToken cancellationToken)
    {
        var digest = Digest.TryParse(reference, out var parsed) ? parsed : Tag.TryParse(reference, out var tag) ? await metadata.Manifests.ResolveAsync(repository, tag, cancellationToken) : null;
        return digest is { } known && await metadata.Manifests.FindAsync(repository, known, cancellationToken) is { } record ? new ManifestContent(record.Digest, record.MediaType, record.Content) : null;
    }

    public async ValueTask<Stream?> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        if (VirtualBlobs.Contains(blob.Digest)) return new MemoryStream(VirtualBlobs.ContentOf(blob.Digest).ToArray(), writable: false);
        await using var content = new StoredImageContent(metadata, store, repository, blob.Digest);
        return await content.OpenBlobAsync(blob, cancellationToken);
    }
}
