namespace Plimsoll.Tests.Storage.Metadata.Sqlite;

public sealed class SqliteStateVersionsTests : StateVersionsContract
{
    [Fact]
    public void Cost_no_memory()
    {
        Store.Versions.ReadAsync(Shop, default).IsCompletedSuccessfully.ShouldBeTrue();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) _ = Store.Versions.ReadAsync(Shop, default).Result;
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1000);
    }

    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => Task.FromResult<IMetadataProbe>(new SqliteProbe(time));
}
