using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Client.Copying;

/// <summary>A single small blob that was made here.</summary>
/// <param name="content">Its bytes.</param>
public sealed class MemoryPlace(byte[] content) : IClosureSource
{
    /// <inheritdoc/>
    public string Name => "memory";

    /// <inheritdoc/>
    public ValueTask<FetchedManifest?> FindManifestAsync(string reference, CancellationToken cancellationToken) => ValueTask.FromResult<FetchedManifest?>(null);

    /// <inheritdoc/>
    public IAsyncEnumerable<Descriptor> ListReferrersAsync(Digest subject, CancellationToken cancellationToken) => AsyncEnumerable.Empty<Descriptor>();

    /// <inheritdoc/>
    public ValueTask<bool> HasBlobAsync(Descriptor blob, CancellationToken cancellationToken) => ValueTask.FromResult(true);

    /// <inheritdoc/>
    public Task<Stream> OpenBlobAsync(Descriptor blob, long offset, CancellationToken cancellationToken) => Task.FromResult<Stream>(new MemoryStream(content, (int)offset, content.Length - (int)offset, writable: false));

    /// <inheritdoc/>
    public IAsyncEnumerable<Tag> ListTagsAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<Tag>();
}
