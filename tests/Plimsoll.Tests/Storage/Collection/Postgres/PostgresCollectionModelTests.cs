using Plimsoll.Tests.Storage.Collection.Model;
using Plimsoll.Tests.Storage.Metadata;
using Plimsoll.Tests.Storage.Metadata.Postgres;

namespace Plimsoll.Tests.Storage.Collection.Postgres;

public sealed class PostgresCollectionModelTests : CollectionModelContract
{
    protected override IMetadataProbe Open(TimeProvider time) => Task.Run(() => PostgresProbe.OpenAsync(time)).GetAwaiter().GetResult();
}
