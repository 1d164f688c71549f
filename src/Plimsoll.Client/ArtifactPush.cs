using Plimsoll.Client.Copying;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Client;

/// <summary>Pushes artifacts that are made at hand: small blobs, and the manifest that names them. What is there already is not sent again.</summary>
/// <param name="repository">Where they belong.</param>
public sealed class ArtifactPush(RemoteRepository repository)
{
    /// <summary>Pushes a blob, unless the repository has it.</summary>
    /// <param name="mediaType">Its media type.</param>
    /// <param name="content">The content, small.</param>
    /// <param name="cancellationToken">Ends the upload.</param>
    /// <returns>What points at it.</returns>
    /// <exception cref="RegistryException">The registry refused or could not be reached.</exception>
    public async Task<Descriptor> PushBlobAsync(string mediaType, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var blob = Descriptor.Of(mediaType, content.Span);
        if (await repository.HasBlobAsync(blob.Digest, cancellationToken)) return blob;
        using var stream = new MemoryStream(content.ToArray(), writable: false);
        await repository.PushBlobAsync(blob, stream, cancellationToken);
        return blob;
    }

    /// <summary>
    /// Pushes a manifest. Where it refers to another and the registry keeps no list of referrers, it is added to the one that clients keep under a tag (distribution-spec, "Pushing Manifests with
    /// Subject").
    /// </summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="tag">The tag that shall name it; null to push it by its digest.</param>
    /// <param name="cancellationToken">Ends the upload.</param>
    /// <exception cref="RegistryException">The registry refused or could not be reached.</exception>
    /// <exception cref="ManifestException">What stands under the tag of the referrers is no index.</exception>
    public async Task PushManifestAsync(FetchedManifest manifest, Tag? tag, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var pushed = await repository.PushManifestAsync(tag?.Value ?? manifest.Descriptor.Digest.Value, manifest.Descriptor.MediaType, manifest.Content, cancellationToken);
        if (pushed.SubjectIndexed || manifest.Read().Subject is not { } subject) return;
        var fallback = Tag.ReferrersFallbackOf(subject.Digest).Value;
        if (FallbackIndex.With(await FindAsync(fallback, cancellationToken), manifest) is { } index) await repository.PushManifestAsync(fallback, MediaTypes.OciIndex, index, cancellationToken);
    }

    private async Task<ReadOnlyMemory<byte>?> FindAsync(string reference, CancellationToken cancellationToken)
    {
        try
        {
            return (await repository.FetchManifestAsync(reference, cancellationToken)).Content;
        }
        catch (RegistryException e) when (e.IsNotFound)
        {
            return null;
        }
    }
}
