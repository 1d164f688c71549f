namespace Plimsoll.Tests.Storage.Metadata.Sqlite;

public sealed class SqliteUploadStoreTests : UploadStoreContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => Task.FromResult<IMetadataProbe>(new SqliteProbe(time));
}
