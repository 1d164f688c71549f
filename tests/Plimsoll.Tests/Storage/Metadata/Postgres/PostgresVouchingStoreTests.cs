namespace Plimsoll.Tests.Storage.Metadata.Postgres;

public sealed class PostgresVouchingStoreTests : VouchingStoreContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
