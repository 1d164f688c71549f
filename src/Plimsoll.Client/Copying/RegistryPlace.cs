using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Client.Copying;

/// <summary>A repository of a registry, with or without a referrers API.</summary>
/// <param name="registry">The registry.</param>
/// <param name="repository">One of its repositories.</param>
public sealed class RegistryPlace(RegistryClient registry, RemoteRepository repository) : IClosureTarget
{
    /// <inheritdoc/>
    public string Name => $"{registry.Address.Authority}/{repository.Name}";

    /// <summary>The address of the registry.</summary>
    public Uri Registry => registry.Address;

    /// <inheritdoc/>
    public async ValueTask<FetchedManifest?> FindManifestAsync(string reference, CancellationToken cancellationToken)
    {
        try
        {
            return await repository.FetchManifestAsync(reference, cancellationToken);
        }
        catch (RegistryException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<Descriptor> ListReferrersAsync(Digest subject, CancellationToken cancellationToken) => repository.ListAllReferrersAsync(subject, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<bool> HasBlobAsync(Descriptor blob, CancellationToken cancellationToken) => await repository.HasBlobAsync(blob.Digest, cancellationToken);

    /// <inheritdoc/>
    public Task<Stream> OpenBlobAsync(Descriptor blob, long offset, CancellationToken cancellationToken) => repository.OpenBlobAsync(blob, offset, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<Tag> ListTagsAsync(CancellationToken cancellationToken) => repository.ListTagsAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<Arrival> PutBlobAsync(Descriptor blob, IClosureSource from, IProgress<long> sent, CancellationToken cancellationToken)
    {
        if (await repository.HasBlobAsync(blob.Digest, cancellationToken)) return Arrival.Existing;
        if (from is RegistryPlace other && other.Registry == Registry && other.Name != Name && await other.MountIntoAsync(repository, blob, cancellationToken)) return Arrival.Mounted;
        await repository.PushBlobAsync(blob, (offset, cancellation) => from.OpenBlobAsync(blob, offset, cancellation), sent, cancellationToken);
        return Arrival.Copied;
    }

    /// <inheritdoc/>
    public Task PutManifestAsync(FetchedManifest manifest, Tag? tag, CancellationToken cancellationToken) => new ArtifactPush(repository).PushManifestAsync(manifest, tag, cancellationToken);

    private Task<bool> MountIntoAsync(RemoteRepository target, Descriptor blob, CancellationToken cancellationToken) => target.MountBlobAsync(blob.Digest, repository.Name, cancellationToken);
}
