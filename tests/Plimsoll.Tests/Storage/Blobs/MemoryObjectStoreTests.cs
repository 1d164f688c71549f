using Plimsoll.Storage.Blobs;

namespace Plimsoll.Tests.Storage.Blobs;

public sealed class MemoryObjectStoreTests : ObjectStoreContract
{
    protected override IObjectStore Store { get; } = new MemoryObjectStore();
}
