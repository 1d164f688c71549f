using Plimsoll.Tests.Storage.Metadata;
using Plimsoll.Tests.Storage.Metadata.Sqlite;

namespace Plimsoll.Tests.Server.Webhooks;

public sealed class SqliteDeliveryTests : DeliveryContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => Task.FromResult<IMetadataProbe>(new SqliteProbe(time));
}
