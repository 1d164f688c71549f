namespace Plimsoll.Tests.Storage.Metadata.Postgres;

public sealed class PostgresDatabaseCopyTests : DatabaseCopyContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
