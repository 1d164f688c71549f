namespace Plimsoll.Tests.Storage.Metadata.Postgres;

public sealed class PostgresUsageStoreTests : UsageStoreContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
