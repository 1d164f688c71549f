namespace Plimsoll.Tests.Storage.Metadata.Postgres;

public sealed class PostgresQuotaTests : QuotaContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
