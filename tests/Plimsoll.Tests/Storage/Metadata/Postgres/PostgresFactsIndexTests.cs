namespace Plimsoll.Tests.Storage.Metadata.Postgres;

public sealed class PostgresFactsIndexTests : FactsIndexContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
