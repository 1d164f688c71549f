namespace Plimsoll.Tests.Storage.Metadata.Postgres;

public sealed class PostgresAuditLogTests : AuditLogContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
