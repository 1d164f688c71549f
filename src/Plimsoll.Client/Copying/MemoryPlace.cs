using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Client.Copying;

/// <summary>A single small blob that was made here.</summary>
internal sealed class MemoryPlace(byte[] content) : IClosureSource
{
    public string Name => "memory";

    public ValueTask<FetchedManifest?> FindManifestAsync(string reference, CancellationToken cancellationToken) => ValueTask.FromResult<FetchedManifest?>(null);

    public IAsyncEnumerable<Descriptor> ListReferrersAsync(Digest subject, CancellationToken cancellationToken) => AsyncEnumerable.Empty<Descriptor>();

    public ValueTask<bool> HasBlobAsync(Descriptor blob, CancellationToken cancellationToken) => ValueTask.FromResult(true);

    public Task<Stream> OpenBlobAsync(Descriptor blob, long offset, CancellationToken cancellationToken) => Task.FromResult<Stream>(new MemoryStream(content, (int)offset, content.Length - (int)offset, writable: false));

    public IAsyncEnumerable<Tag> ListTagsAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<Tag>();
}
