namespace Plimsoll.Tests.Storage.Metadata.Postgres;

public sealed class PostgresTagCatalogTests : TagCatalogContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
