namespace Plimsoll.Tests.Storage.Metadata.Sqlite;

public sealed class SqliteStoreStateTests : StoreStateContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => Task.FromResult<IMetadataProbe>(new SqliteProbe(time));
}
