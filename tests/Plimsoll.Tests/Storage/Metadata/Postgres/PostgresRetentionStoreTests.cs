namespace Plimsoll.Tests.Storage.Metadata.Postgres;

public sealed class PostgresRetentionStoreTests : RetentionStoreContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
