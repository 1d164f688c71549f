namespace Plimsoll.Tests.Storage.Metadata.Sqlite;

public sealed class SqliteVouchingStoreTests : VouchingStoreContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => Task.FromResult<IMetadataProbe>(new SqliteProbe(time));
}
