using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Blobs.S3;

namespace Plimsoll.Tests.Storage.Blobs.S3;

/// <summary>The contract of small objects over Swift, in the bucket of the blobs.</summary>
public sealed class S3ObjectStoreTests : ObjectStoreContract, IAsyncLifetime
{
    private S3BlobStore _blobs = null!;

    protected override IObjectStore Store => _blobs.Objects;

    public async ValueTask InitializeAsync() => _blobs = new S3BlobStore((await SwiftServer.Running).NewSettings(), TimeProvider.System);

    public ValueTask DisposeAsync()
    {
        _blobs.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Is_not_taken_for_a_blob()
    {
        await Store.PutAsync("journal/000000000001", new byte[5], default);

        (await _blobs.ListAsync(default).ToListAsync()).ShouldBeEmpty();
    }
}
