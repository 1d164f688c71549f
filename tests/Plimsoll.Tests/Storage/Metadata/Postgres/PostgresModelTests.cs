namespace Plimsoll.Tests.Storage.Metadata.Postgres;

public sealed class PostgresModelTests : ModelContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
