using Plimsoll.Tests.Storage.Metadata;
using Plimsoll.Tests.Storage.Metadata.Postgres;

namespace Plimsoll.Tests.Server.Webhooks;

public sealed class PostgresDeliveryTests : DeliveryContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
