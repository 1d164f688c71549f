namespace Plimsoll.Tests.Storage.Metadata.Postgres;

public sealed class PostgresScrubStoreTests : ScrubStoreContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
