namespace Plimsoll.Tests.Storage.Metadata.Postgres;

public sealed class PostgresFactsStoreTests : FactsStoreContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
