using Plimsoll.Client;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Inspection.Sbom.Arriving;
using Plimsoll.Inspection.Sources;

namespace Plimsoll.Cli.Sbom;

/// <summary>What was attached to an image in a registry.</summary>
internal sealed class RemoteReferrers(RemoteRepository repository) : IReferrers
{
    public IAsyncEnumerable<Descriptor> ListAsync(Digest subject, CancellationToken cancellationToken) => repository.ListReferrersAsync(subject, null, cancellationToken);

    public async ValueTask<ManifestContent?> FindManifestAsync(string reference, CancellationToken cancellationToken)
    {
        try
        {
            var manifest = await repository.FetchManifestAsync(reference, cancellationToken);
            return new ManifestContent(manifest.Descriptor.Digest, manifest.Descriptor.MediaType, manifest.Content);
        }
        catch (RegistryException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    public async ValueTask<Stream?> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        try
        {
            return await repository.OpenBlobAsync(blob, 0, cancellationToken);
        }
        catch (RegistryException e) when (e.IsNotFound)
        {
            return null;
        }
    }
}
