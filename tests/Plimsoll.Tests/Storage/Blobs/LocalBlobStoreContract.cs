namespace Plimsoll.Tests.Storage.Blobs;

/// <summary>What a store promises besides that no other process writes to: the key is enough to go on, and what was written can be read at once.</summary>
public abstract class LocalBlobStoreContract : BlobStoreContract
{
    [Fact]
    public async Task Refuses_to_create_a_key_twice()
    {
        var key = await WriteAsync([1, 2, 3], null);
        await Should.ThrowAsync<IOException>(async () => await Store.CreateAsync(key, null, default));
        (await ReadAllAsync(key)).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Refuses_to_begin_anew_where_nothing_is() =>
        await Should.ThrowAsync<FileNotFoundException>(async () => await Store.AppendAsync(NewKey(), 0, default, default));

    [Fact]
    public async Task Cuts_off_even_when_nothing_is_appended()
    {
        var key = await WriteAsync([1, 2, 3, 4, 5], null);
        await (await Store.AppendAsync(key, 2, default, default)).DisposeAsync();
        (await ReadAllAsync(key)).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Needs_no_state_and_no_other_key()
    {
        var (key, state) = await BeginAsync([1, 2, 3], more: []);
        state.Length.ShouldBe(0);
        Store.NeedsFreshKey(key, state, appends: true).ShouldBeFalse();
        Store.Locate(key).ShouldBeNull();
        (await ReadAllAsync(key)).ShouldBe([1, 2, 3]);
    }
}
