namespace Plimsoll.Tests.Storage.Metadata.Sqlite;

public sealed class SqliteSignatureStoreTests : SignatureStoreContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => Task.FromResult<IMetadataProbe>(new SqliteProbe(time));
}
