using Plimsoll.Tests.Storage.Collection.Model;
using Plimsoll.Tests.Storage.Metadata;
using Plimsoll.Tests.Storage.Metadata.Sqlite;

namespace Plimsoll.Tests.Storage.Collection.Sqlite;

public sealed class SqliteCollectionModelTests : CollectionModelContract
{
    protected override IMetadataProbe Open(TimeProvider time) => new SqliteProbe(time, inMemory: true);
}
