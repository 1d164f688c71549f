namespace Plimsoll.Tests.Storage.Metadata.Postgres;

public sealed class PostgresAdvisoryStoreTests : AdvisoryStoreContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
