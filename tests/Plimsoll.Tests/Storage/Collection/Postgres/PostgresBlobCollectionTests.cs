using Plimsoll.Tests.Storage.Metadata;
using Plimsoll.Tests.Storage.Metadata.Postgres;

namespace Plimsoll.Tests.Storage.Collection.Postgres;

public sealed class PostgresBlobCollectionTests : BlobCollectionContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
