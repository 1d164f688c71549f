using Plimsoll.Storage.Blobs;

namespace Plimsoll.Tests.Storage.Blobs;

public sealed class MemoryBlobStoreTests : LocalBlobStoreContract
{
    protected override IBlobStore Store { get; } = new MemoryBlobStore();
}
