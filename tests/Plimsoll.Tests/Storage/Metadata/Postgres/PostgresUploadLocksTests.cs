namespace Plimsoll.Tests.Storage.Metadata.Postgres;

public sealed class PostgresUploadLocksTests : UploadLocksContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
