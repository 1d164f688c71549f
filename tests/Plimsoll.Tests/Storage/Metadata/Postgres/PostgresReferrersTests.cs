namespace Plimsoll.Tests.Storage.Metadata.Postgres;

public sealed class PostgresReferrersTests : ReferrersContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
