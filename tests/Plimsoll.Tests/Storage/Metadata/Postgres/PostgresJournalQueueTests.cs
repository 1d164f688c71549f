namespace Plimsoll.Tests.Storage.Metadata.Postgres;

public sealed class PostgresJournalQueueTests : JournalQueueContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
