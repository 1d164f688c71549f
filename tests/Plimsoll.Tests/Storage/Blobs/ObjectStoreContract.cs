using Plimsoll.Storage.Blobs;

namespace Plimsoll.Tests.Storage.Blobs;

/// <summary>What every store of objects promises.</summary>
public abstract class ObjectStoreContract
{
    protected abstract IObjectStore Store { get; }

    [Fact]
    public async Task Gives_back_what_was_put()
    {
        await Store.PutAsync("journal/000000000001", new byte[] { 1, 2, 3 }, default);

        (await Store.GetAsync("journal/000000000001", default)).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Knows_nothing_of_what_was_not_put() => (await Store.GetAsync("journal/000000000002", default)).ShouldBeNull();

    [Fact]
    public async Task Replaces_an_object_whole()
    {
        await Store.PutAsync("store.json", new byte[100], default);
        await Store.PutAsync("store.json", new byte[] { 7 }, default);

        (await Store.GetAsync("store.json", default)).ShouldBe([7]);
    }

    [Fact]
    public async Task Keeps_an_empty_object()
    {
        await Store.PutAsync("empty", ReadOnlyMemory<byte>.Empty, default);

        (await Store.GetAsync("empty", default)).ShouldBe([]);
    }

    [Fact]
    public async Task Deletes_an_object_and_one_that_is_not_there()
    {
        await Store.PutAsync("a/b", new byte[1], default);
        await Store.DeleteAsync("a/b", default);
        await Store.DeleteAsync("a/b", default);
        await Store.DeleteAsync("never/was", default);

        (await Store.GetAsync("a/b", default)).ShouldBeNull();
    }

    [Fact]
    public async Task Lists_by_prefix_in_order_of_name_with_sizes()
    {
        foreach (var (name, size) in new[] { ("journal/2", 2), ("journal/10", 3), ("journal/1", 1), ("other/1", 9), ("store.json", 4) }) await Store.PutAsync(name, new byte[size], default);

        (await Store.ListAsync("journal/", default).ToListAsync()).ShouldBe([("journal/1", 1), ("journal/10", 3), ("journal/2", 2)]);
        (await Store.ListAsync("nothing/", default).ToListAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("../up")]
    [InlineData("a/../b")]
    [InlineData("/absolute")]
    [InlineData("a//b")]
    [InlineData("white space")]
    [InlineData(".hidden")]
    public async Task Refuses_names_that_mean_something_else_elsewhere(string name) => await Should.ThrowAsync<ArgumentException>(() => Store.PutAsync(name, new byte[1], default));
}
