namespace Plimsoll.Tests.Storage.Metadata.Postgres;

public sealed class PostgresUploadStoreTests : UploadStoreContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
