namespace Plimsoll.Tests.Storage.Metadata.Postgres;

public sealed class PostgresManifestRemovalTests : ManifestRemovalContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
