namespace Plimsoll.Tests.Storage.Metadata.Postgres;

public sealed class PostgresBlobCatalogTests : BlobCatalogContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
