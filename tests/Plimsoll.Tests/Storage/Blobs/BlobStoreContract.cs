using System.Security.Cryptography;
using Plimsoll.Storage.Blobs;

namespace Plimsoll.Tests.Storage.Blobs;

/// <summary>What every blob store promises.</summary>
public abstract class BlobStoreContract
{
    protected abstract IBlobStore Store { get; }

    [Fact]
    public async Task Gives_back_what_was_written()
    {
        var content = RandomNumberGenerator.GetBytes(300_000);
        var key = await WriteAsync(content, content.Length);
        await using var reader = await Store.OpenAsync(key, default);
        reader!.Length.ShouldBe(content.Length);
        (await ReadAllAsync(reader)).ShouldBe(content);
    }

    [Fact]
    public async Task Keeps_an_empty_blob()
    {
        var key = await WriteAsync([], 0);
        await using var reader = await Store.OpenAsync(key, default);
        reader!.Length.ShouldBe(0);
        (await reader.ReadAsync(new byte[1], 0, default)).ShouldBe(0);
    }

    [Fact]
    public async Task Reads_at_any_offset()
    {
        var content = RandomNumberGenerator.GetBytes(1000);
        await using var reader = await Store.OpenAsync(await WriteAsync(content, null), default);
        var buffer = new byte[10];
        (await reader!.ReadAsync(buffer, 995, default)).ShouldBe(5);
        buffer[..5].ShouldBe(content[995..]);
        (await reader.ReadAsync(buffer, 500, default)).ShouldBe(10);
        buffer.ShouldBe(content[500..510]);
        (await reader.ReadAsync(buffer, 1000, default)).ShouldBe(0);
        (await reader.ReadAsync(buffer, 5000, default)).ShouldBe(0);
    }

    [Fact]
    public async Task Reads_one_blob_from_many_sides_at_once()
    {
        var content = RandomNumberGenerator.GetBytes(200_000);
        await using var reader = await Store.OpenAsync(await WriteAsync(content, null), default);
        await Parallel.ForAsync(0, 64, async (i, _) =>
        {
            var buffer = new byte[1000];
            (await reader!.ReadAsync(buffer, i * 3000, default)).ShouldBe(1000);
            buffer.ShouldBe(content[(i * 3000)..(i * 3000 + 1000)]);
        });
    }

    [Fact]
    public async Task Opens_nothing_where_nothing_is() => (await Store.OpenAsync(NewKey(), default)).ShouldBeNull();

    [Fact]
    public async Task Refuses_to_create_a_key_twice()
    {
        var key = await WriteAsync([1, 2, 3], null);
        await Should.ThrowAsync<IOException>(async () => await Store.CreateAsync(key, null, default));
        (await ReadAllAsync(key)).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Goes_on_at_an_offset_and_cuts_off_what_lies_behind()
    {
        var key = await WriteAsync([1, 2, 3, 4, 5], null);
        await using (var writer = await Store.AppendAsync(key, 3, default))
        {
            writer.Position.ShouldBe(3);
            await writer.WriteAsync(new byte[] { 9 }, default);
            writer.Position.ShouldBe(4);
            await writer.FlushAsync(default);
        }
        (await ReadAllAsync(key)).ShouldBe([1, 2, 3, 9]);
    }

    [Fact]
    public async Task Cuts_off_even_when_nothing_is_appended()
    {
        var key = await WriteAsync([1, 2, 3, 4, 5], null);
        await (await Store.AppendAsync(key, 2, default)).DisposeAsync();
        (await ReadAllAsync(key)).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Refuses_to_go_on_behind_the_end_or_where_nothing_is()
    {
        var key = await WriteAsync([1, 2, 3], null);
        await Should.ThrowAsync<IOException>(async () => await Store.AppendAsync(key, 4, default));
        await Should.ThrowAsync<FileNotFoundException>(async () => await Store.AppendAsync(NewKey(), 0, default));
        // The refusals hold nothing: the next writer gets in.
        await (await Store.AppendAsync(key, 3, default)).DisposeAsync();
        (await ReadAllAsync(key)).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Refuses_a_second_writer_of_a_key()
    {
        var key = NewKey();
        await using var first = await Store.CreateAsync(key, null, default);
        await first.WriteAsync(new byte[] { 1, 2 }, default);
        await Should.ThrowAsync<IOException>(async () => await Store.AppendAsync(key, 0, default));
        await Should.ThrowAsync<IOException>(async () => await Store.CreateAsync(key, null, default));
        await first.DisposeAsync();
        await (await Store.AppendAsync(key, 2, default)).DisposeAsync();
        (await ReadAllAsync(key)).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Gives_back_room_that_was_reserved_for_bytes_that_did_not_come()
    {
        var key = NewKey();
        await using (var writer = await Store.CreateAsync(key, 1 << 20, default))
        {
            await writer.WriteAsync(new byte[] { 7 }, default);
            await writer.FlushAsync(default);
        }
        (await ReadAllAsync(key)).ShouldBe([7]);
        (await SizeOfAsync(key)).ShouldBe(1);
    }

    [Fact]
    public async Task Takes_more_bytes_than_were_expected()
    {
        var key = await WriteAsync([1, 2, 3, 4], expectedSize: 2);
        (await ReadAllAsync(key)).ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public async Task Goes_on_reading_what_is_deleted_meanwhile()
    {
        var content = RandomNumberGenerator.GetBytes(5000);
        var key = await WriteAsync(content, null);
        await using var reader = await Store.OpenAsync(key, default);
        await Store.DeleteAsync(key, default);
        (await ReadAllAsync(reader!)).ShouldBe(content);
        (await Store.OpenAsync(key, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Deleting_what_is_not_there_is_no_error()
    {
        var key = await WriteAsync([1], null);
        await Store.DeleteAsync(key, default);
        await Store.DeleteAsync(key, default);
        await Store.DeleteAsync(NewKey(), default);
    }

    [Fact]
    public async Task Lists_what_is_there()
    {
        var one = await WriteAsync([1], null);
        var two = await WriteAsync([1, 2], null);
        var gone = await WriteAsync([1, 2, 3], null);
        await Store.DeleteAsync(gone, default);
        var listed = await Store.ListAsync(default).ToListAsync();
        listed.ShouldContain((one, 1));
        listed.ShouldContain((two, 2));
        listed.ShouldNotContain(e => e.Key == gone);
    }

    protected static StorageKey NewKey() => StorageKey.New(TimeProvider.System);

    protected async Task<StorageKey> WriteAsync(byte[] content, long? expectedSize)
    {
        var key = NewKey();
        await using var writer = await Store.CreateAsync(key, expectedSize, default);
        for (var at = 0; at < content.Length; at += 70_000) await writer.WriteAsync(content.AsMemory(at, Math.Min(70_000, content.Length - at)), default);
        writer.Position.ShouldBe(content.Length);
        await writer.FlushAsync(default);
        return key;
    }

    protected async Task<byte[]> ReadAllAsync(StorageKey key)
    {
        await using var reader = await Store.OpenAsync(key, default);
        return await ReadAllAsync(reader!);
    }

    private static async Task<byte[]> ReadAllAsync(IBlobReader reader)
    {
        var content = new byte[reader.Length];
        for (var at = 0; at < content.Length;)
        {
            var read = await reader.ReadAsync(content.AsMemory(at), at, default);
            read.ShouldBeGreaterThan(0);
            at += read;
        }
        return content;
    }

    private async Task<long> SizeOfAsync(StorageKey key) => (await Store.ListAsync(default).FirstAsync(e => e.Key == key)).Size;
}
