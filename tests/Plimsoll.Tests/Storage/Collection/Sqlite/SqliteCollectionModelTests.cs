using Plimsoll.Storage.Metadata;
using Plimsoll.Tests.Storage.Collection.Model;
using Plimsoll.Tests.Storage.Metadata;
using Plimsoll.Tests.Storage.Metadata.Sqlite;

namespace Plimsoll.Tests.Storage.Collection.Sqlite;

public sealed class SqliteCollectionModelTests : CollectionModelContract
{
    protected override IEnumerable<string> ExpectedOfEngine => ["commits taken back"];

    protected override IMetadataProbe Open(TimeProvider time) => new SqliteProbe(time, inMemory: true);

    [Fact]
    public Task A_blob_that_is_deleted_before_the_disk_knows_it_is_noticed() => NoticeAsync(new DeleteUnflushed());

    /// <summary>Objects go although a power cut may take back that their blobs were to be deleted.</summary>
    private sealed class DeleteUnflushed : Mutation
    {
        public override IMetadataStore Wrap(Gate gate, IMetadataProbe probe) => new Store(gate, (SqliteProbe)probe);

        private sealed class Store(Gate gate, SqliteProbe probe) : GatedStore(gate, () => probe.Store)
        {
            public override Task<IReadOnlyList<DoomedBlob>> BeginDeletingAsync(int limit, CancellationToken cancellationToken) =>
                CallAsync("begin deleting", () => probe.BeginDeletingUnflushedAsync(limit));
        }
    }
}
