namespace Plimsoll.Tests.Storage.Metadata.Postgres;

public sealed class PostgresSignatureStoreTests : SignatureStoreContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
