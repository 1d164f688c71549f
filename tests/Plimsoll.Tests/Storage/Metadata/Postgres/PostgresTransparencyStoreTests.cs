namespace Plimsoll.Tests.Storage.Metadata.Postgres;

public sealed class PostgresTransparencyStoreTests : TransparencyStoreContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
