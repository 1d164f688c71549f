namespace Plimsoll.Tests.Storage.Metadata.Postgres;

public sealed class PostgresManifestPutTests : ManifestPutContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
