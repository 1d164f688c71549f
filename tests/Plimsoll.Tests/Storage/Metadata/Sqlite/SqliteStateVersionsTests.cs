namespace Plimsoll.Tests.Storage.Metadata.Sqlite;

public sealed class SqliteStateVersionsTests : StateVersionsContract
{
    [Fact]
    public async Task Cost_no_memory()
    {
        await Store.Versions.ReadAsync(Shop, default);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) await Store.Versions.ReadAsync(Shop, default);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1000);
    }

    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => Task.FromResult<IMetadataProbe>(new SqliteProbe(time));
}
