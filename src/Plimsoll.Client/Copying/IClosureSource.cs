using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Client.Copying;

/// <summary>A place where an image lies with everything that vouches for it: a repository of a registry, or an OCI layout.</summary>
public interface IClosureSource
{
    /// <summary>What people call it.</summary>
    string Name { get; }

    /// <summary>The exact bytes of a manifest by tag or digest, proven against the digest; null when there is none.</summary>
    /// <exception cref="RegistryException">The registry refused or could not be reached.</exception>
    ValueTask<FetchedManifest?> FindManifestAsync(string reference, CancellationToken cancellationToken);

    /// <summary>What refers to a manifest: by the referrers API and by the tag that stands for it, merged (distribution-spec, "Listing Referrers").</summary>
    /// <exception cref="RegistryException">The registry refused, could not be reached, or listed nonsense.</exception>
    IAsyncEnumerable<Descriptor> ListReferrersAsync(Digest subject, CancellationToken cancellationToken);

    /// <summary>True when the bytes of a blob are there.</summary>
    /// <exception cref="RegistryException">The registry refused or could not be reached.</exception>
    ValueTask<bool> HasBlobAsync(Descriptor blob, CancellationToken cancellationToken);

    /// <summary>The bytes of a blob from an offset on; read from the start they are proven against the digest.</summary>
    /// <exception cref="RegistryException">There is none, the registry refused or could not be reached.</exception>
    /// <exception cref="IOException">There is none, or it cannot be read.</exception>
    Task<Stream> OpenBlobAsync(Descriptor blob, long offset, CancellationToken cancellationToken);

    /// <summary>All tags.</summary>
    IAsyncEnumerable<Tag> ListTagsAsync(CancellationToken cancellationToken);
}
