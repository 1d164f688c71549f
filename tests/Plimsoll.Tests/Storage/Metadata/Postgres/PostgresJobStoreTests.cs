namespace Plimsoll.Tests.Storage.Metadata.Postgres;

public sealed class PostgresJobStoreTests : JobStoreContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
