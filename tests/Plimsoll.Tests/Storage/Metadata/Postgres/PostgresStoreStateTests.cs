namespace Plimsoll.Tests.Storage.Metadata.Postgres;

public sealed class PostgresStoreStateTests : StoreStateContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
