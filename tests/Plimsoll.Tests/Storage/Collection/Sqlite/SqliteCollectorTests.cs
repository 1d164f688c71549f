using Plimsoll.Tests.Storage.Metadata;
using Plimsoll.Tests.Storage.Metadata.Sqlite;

namespace Plimsoll.Tests.Storage.Collection.Sqlite;

public sealed class SqliteCollectorTests : CollectorContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => Task.FromResult<IMetadataProbe>(new SqliteProbe(time));
}
