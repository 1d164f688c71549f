namespace Plimsoll.Tests.Storage.Metadata.Postgres;

public sealed class PostgresStateVersionsTests : StateVersionsContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
