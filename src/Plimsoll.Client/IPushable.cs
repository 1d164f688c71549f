using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Client;

/// <summary>What a registry said about a manifest that it took.</summary>
/// <param name="Digest">Its digest.</param>
/// <param name="SubjectIndexed">True when the registry lists it as a referrer of its subject; false when that is left to the client.</param>
public sealed record PushedManifest(Digest Digest, bool SubjectIndexed);

/// <summary>Takes content.</summary>
public interface IPushable
{
    /// <summary>True when the repository has the blob.</summary>
    /// <exception cref="RegistryException">The registry refused or could not be reached.</exception>
    Task<bool> HasBlobAsync(Digest blob, CancellationToken cancellationToken);

    /// <summary>Asks the registry to take a blob over from another of its repositories; false when it wants the bytes instead.</summary>
    /// <exception cref="RegistryException">The registry refused or could not be reached.</exception>
    Task<bool> MountBlobAsync(Digest blob, RepositoryName from, CancellationToken cancellationToken);

    /// <summary>Uploads a blob in one request. Asking whether it is there already is left to the caller.</summary>
    /// <param name="blob">Digest and size of the content.</param>
    /// <param name="content">The bytes, read once.</param>
    /// <param name="cancellationToken">Ends the upload.</param>
    /// <exception cref="RegistryException">The registry refused or could not be reached.</exception>
    Task PushBlobAsync(Descriptor blob, Stream content, CancellationToken cancellationToken);

    /// <summary>Uploads a manifest.</summary>
    /// <param name="reference">The tag that shall name it, or its digest.</param>
    /// <param name="mediaType">Its media type.</param>
    /// <param name="content">The exact bytes.</param>
    /// <param name="cancellationToken">Ends the upload.</param>
    /// <exception cref="RegistryException">The registry refused, could not be reached, or says that it stored something else.</exception>
    Task<PushedManifest> PushManifestAsync(string reference, string mediaType, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);
}
