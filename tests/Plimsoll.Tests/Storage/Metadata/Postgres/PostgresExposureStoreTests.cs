namespace Plimsoll.Tests.Storage.Metadata.Postgres;

public sealed class PostgresExposureStoreTests : ExposureStoreContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
