namespace Plimsoll.Tests.Storage.Metadata.Postgres;

public sealed class PostgresRuleStoreTests : RuleStoreContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
