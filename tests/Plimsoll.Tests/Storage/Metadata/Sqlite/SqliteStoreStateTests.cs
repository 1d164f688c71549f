namespace Plimsoll.Tests.Storage.Metadata.Sqlite;

public sealed class SqliteStoreStateTests : StoreStateContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => Task.FromResult<IMetadataProbe>(new SqliteProbe(time));

    [Fact]
    public async Task No_two_stores_have_the_same_name()
    {
        await using var other = await OpenAsync(new ManualClock());

        (await other.Store.State.ReadAsync(default)).StoreId.ShouldNotBe((await Store.State.ReadAsync(default)).StoreId);
    }
}
