namespace Plimsoll.Tests.Storage.Metadata.Postgres;

public sealed class PostgresIdentityStoreTests : IdentityStoreContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
