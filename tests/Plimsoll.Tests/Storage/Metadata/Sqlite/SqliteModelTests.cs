namespace Plimsoll.Tests.Storage.Metadata.Sqlite;

public sealed class SqliteModelTests : ModelContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => Task.FromResult<IMetadataProbe>(new SqliteProbe(time));
}
