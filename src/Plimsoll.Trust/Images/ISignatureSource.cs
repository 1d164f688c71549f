using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Trust.Images;

/// <summary>Where signatures of an image are looked for: a repository of a registry, or an OCI layout.</summary>
public interface ISignatureSource
{
    /// <summary>What the reference names; null when it names nothing.</summary>
    ValueTask<Descriptor?> ResolveAsync(CancellationToken cancellationToken);

    /// <summary>What refers to a manifest, by the list of the registry or the tag that stands for it.</summary>
    IAsyncEnumerable<Descriptor> ListReferrersAsync(Digest subject, CancellationToken cancellationToken);

    /// <summary>The bytes of a manifest by tag or digest; null when there is none.</summary>
    ValueTask<ReadOnlyMemory<byte>?> FindManifestAsync(string reference, CancellationToken cancellationToken);

    /// <summary>The bytes of a blob, proven against its digest; null when it is not there.</summary>
    ValueTask<byte[]?> ReadBlobAsync(Descriptor blob, CancellationToken cancellationToken);
}
