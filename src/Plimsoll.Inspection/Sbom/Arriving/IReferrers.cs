using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Inspection.Sources;

namespace Plimsoll.Inspection.Sbom.Arriving;

/// <summary>Where what was attached to an image is found: the repository that it lies in, here or in another registry.</summary>
public interface IReferrers
{
    /// <summary>Manifests that refer to another one.</summary>
    IAsyncEnumerable<Descriptor> ListAsync(Digest subject, CancellationToken cancellationToken);

    /// <summary>A manifest by tag or digest; null when there is none.</summary>
    ValueTask<ManifestContent?> FindManifestAsync(string reference, CancellationToken cancellationToken);

    /// <summary>Opens a blob; null when it is not there. The stream is read synchronously on a worker thread.</summary>
    ValueTask<Stream?> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken);
}
